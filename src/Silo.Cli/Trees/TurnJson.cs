using System.Text.Json.Nodes;
using Silo.Abstractions.Events;
using Silo.Cli.Commands;

namespace Silo.Cli.Trees;

/// <summary>A turn's tree as JSON.</summary>
internal static class TurnJson
{
    internal static JsonObject Of(TurnTree t) => new()
    {
        ["task"] = t.Turn.Value,
        ["prompts"] = new JsonArray([.. t.Prompts.Select(p => (JsonNode)p)]),
        ["queued_at"] = Rows.Time(t.QueuedAt),
        ["started_at"] = Rows.Time(t.StartedAt),
        ["ended_at"] = Rows.Time(t.EndedAt),
        ["stop_reason"] = t.StopReason is { } reason ? ExitCode.Name(reason) : null,
        ["error"] = t.Error is { } e ? new JsonObject { ["code"] = e.Code, ["message"] = e.Message, ["retryable"] = e.Retryable } : null,
        ["resumed"] = t.Resumed,
        ["usage"] = Of(t.Usage),
        ["steps"] = new JsonArray([.. t.Steps.Select(s => (JsonNode)Of(s))]),
    };

    private static JsonObject Of(StepNode s) => new()
    {
        ["step"] = s.Step,
        ["kind"] = s.Kind,
        ["name"] = s.Name,
        ["agent"] = s.Agent,
        ["status"] = s.Status,
        ["attempts"] = s.Attempts,
        ["started_at"] = Rows.Time(s.StartedAt),
        ["ended_at"] = Rows.Time(s.EndedAt),
        ["detail"] = s.Detail,
        ["usage"] = Of(s.Usage),
        ["steps"] = new JsonArray([.. s.Steps.Select(c => (JsonNode)Of(c))]),
    };

    private static JsonObject Of(Usage u) => new()
    {
        ["input_tokens"] = u.InputTokens,
        ["output_tokens"] = u.OutputTokens,
        ["cache_read_tokens"] = u.CacheReadTokens,
        ["cache_write_tokens"] = u.CacheWriteTokens,
        ["cost_microusd"] = u.CostMicroUsd,
    };
}
