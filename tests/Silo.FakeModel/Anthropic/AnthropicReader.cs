using System.Text.Json;
using Silo.FakeModel.Wire;

namespace Silo.FakeModel.Anthropic;

/// <summary>Reads a Messages request and refuses what the provider refuses.</summary>
internal static class AnthropicReader
{
    private static readonly HashSet<string> Members = new(StringComparer.Ordinal)
    {
        "model", "max_tokens", "messages", "stream", "system", "thinking", "tools", "tool_choice", "metadata", "stop_sequences", "service_tier",
        "cache_control",
    };

    private static readonly HashSet<string> Sampling = new(StringComparer.Ordinal) { "temperature", "top_k", "top_p" };

    internal static ModelRequest Read(IProtocol protocol, JsonElement body, long bytes, bool sampling)
    {
        foreach (var member in body.EnumerateObject())
            RefusedException.Unless(Members.Contains(member.Name) || (sampling && Sampling.Contains(member.Name)), $"{member.Name}: Extra inputs are not permitted");
        RefusedException.Unless(Text(body, "model") is { Length: > 0 }, "model: Field required");
        RefusedException.Unless(Number(body, "max_tokens") is >= 1, "max_tokens: Field required");
        Thinking(body);
        ToolsOf(body);
        var turns = MessagesOf(body);
        AnthropicTurns.Check(turns);
        var assistants = turns.Where(t => t.Assistant).ToList();
        return new ModelRequest
        {
            Protocol = protocol,
            Model = Text(body, "model")!,
            Stream = body.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True,
            StreamUsage = true,
            FirstUserText = string.Join('\n', turns[0].Blocks.Select(b => Text(b, "text")).OfType<string>()),
            Assistants = [.. assistants.Select(AnthropicTurns.ToAssistant)],
            LastResults = turns[^1].Assistant ? [] : [.. turns[^1].Blocks.Where(b => Text(b, "type") == "tool_result").Select(b => b.GetRawText())],
            Bytes = bytes,
            Body = body,
        };
    }

    internal static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;

    private static void Thinking(JsonElement body)
    {
        if (!body.TryGetProperty("thinking", out var thinking) || Text(thinking, "type") != "enabled") return;
        var budget = Number(thinking, "budget_tokens");
        RefusedException.Unless(budget is >= 1024, "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024");
        RefusedException.Unless(budget < Number(body, "max_tokens"), "`max_tokens` must be greater than `thinking.budget_tokens`.");
        RefusedException.Unless(
            !body.TryGetProperty("temperature", out var t) || t.GetDouble() == 1, "`temperature` may only be set to 1 when thinking is enabled.");
    }

    private static void ToolsOf(JsonElement body)
    {
        if (!body.TryGetProperty("tools", out var tools)) return;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tool in tools.EnumerateArray())
        {
            var name = Text(tool, "name");
            RefusedException.Unless(name is { Length: >= 1 and <= 128 }, "tools.0.custom.name: Field required");
            RefusedException.Unless(names.Add(name!), "tools: Tool names must be unique.");
            RefusedException.Unless(
                tool.TryGetProperty("input_schema", out var schema) && Text(schema, "type") == "object", "tools.0.custom.input_schema.type: Input should be 'object'");
        }
    }

    private static List<AnthropicTurn> MessagesOf(JsonElement body)
    {
        RefusedException.Unless(
            body.TryGetProperty("messages", out var messages) && messages.ValueKind == JsonValueKind.Array, "messages: Field required");
        RefusedException.Unless(messages.GetArrayLength() > 0, "messages: at least one message is required");
        return [.. messages.EnumerateArray().Select(AnthropicTurn.Read)];
    }
}
