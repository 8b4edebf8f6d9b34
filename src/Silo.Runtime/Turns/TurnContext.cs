using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Runtime.Sessions.Decisions;
using Silo.Runtime.Steps;

namespace Silo.Runtime.Turns;

/// <summary>What a turn's program works with: turns its calls into step requests, and recorded ends into results.</summary>
internal sealed class TurnContext(
    ITurnPort actor, TurnRun run, RunningTurn turn, AgentTools tools, SessionContent content, IIdSource ids) : ITurnContext
{
    private const int CallsMax = 128;

    private int _ordinal;

    public SessionKey Session { get; } = actor.State.Key;

    public TurnId Turn => turn.Turn;

    public AgentDefinition Agent { get; } = actor.State.Agent;

    public long Epoch { get; } = actor.State.Epoch;

    public IReadOnlyList<ContentBlock> Prompt => turn.Queued.Prompt;

    public IReadOnlyList<ToolDefinition> Tools { get; } = [.. tools.Named.Where(t => t.IsOffered).Select(t => t.Definition)];

    public bool InterjectionPending => actor.State.Running is { } running && running.Turn == Turn && running.InterjectionPending(_ordinal);

    public async Task<MessageOutcome> MessageAsync(MessageRequest request, MessageProducer producer)
    {
        var step = await AskAsync(
            new PendingStep.Message(_ordinal++, request, producer),
            o => new SessionMessage.MessageRequested(o, request.Provider, request.Model));
        var message = (StepEnd.Message)step.End!;
        return new MessageOutcome(step.Sequence, message.Blocks, message.StopReason);
    }

    public async Task<T> StepAsync<T>(
        string name, Effect effect, JsonTypeInfo<T> type, Func<StepAttempt, CancellationToken, Task<T>> body)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, 128, nameof(name));
        if (effect is not (Effect.Pure or Effect.Idempotent))
            throw new ArgumentException("A code step is pure or idempotent: it runs again when it is in doubt.", nameof(effect));
        var pending = new PendingStep.Code(
            _ordinal++,
            async (attempt, token) => JsonSerializer.SerializeToUtf8Bytes(await body(attempt, token), type));
        var step = await AskAsync(pending, o => new SessionMessage.CodeRequested(o, name));
        var end = (StepEnd.Code)step.End!;
        return end.Content is { } blob
            ? JsonSerializer.Deserialize((await content.ReadAsync(blob, run.Token)).Span, type)!
            : end.Output!.Value.Deserialize(type)!;
    }

    public async Task<ApprovalOutcome> AskAsync(ApprovalRequest request)
    {
        if (request.Problem() is { } problem) throw new ArgumentException(problem, nameof(request));
        var step = await AskAsync(
            new PendingStep.Ask(_ordinal++),
            o => new SessionMessage.AskRequested(o, ids.NewApproval(), request.Title, request.Schema));
        var answer = (StepEnd.Answer)step.End!;
        return new ApprovalOutcome(answer.Decision, answer.Text);
    }

    public async Task<IReadOnlyList<ToolOutcome>> ToolsAsync(IReadOnlyList<ToolUseBlock> calls)
    {
        if (calls.Count is 0 or > CallsMax) throw new ArgumentOutOfRangeException(nameof(calls), calls.Count, $"1 to {CallsMax} tool calls at once.");
        if (calls.Any(c => c.CallId.Length > MessageSink.NameLengthMax || c.Tool.Length > MessageSink.NameLengthMax))
            throw new ArgumentException($"The id of a call and the name of a tool have at most {MessageSink.NameLengthMax} characters.", nameof(calls));
        var first = _ordinal;
        _ordinal += calls.Count;
        var window = new CallWindow(Agent, [.. calls.Select(c => c.Tool)]);
        while (!window.IsOver)
        {
            // Steps are recorded in the order in which they were asked for: a call that has to wait holds those behind it.
            while (window.Open.ToArray() is var open && window.Next() == 0) await Task.WhenAny(open);
            var begun = window.Started.Count;
            if (begun > 0 && run.Token.IsCancellationRequested) break;
            window.Begin(await RequestAsync(first + begun, calls, begun, window.Next()));
        }

        var steps = await Task.WhenAll(window.Started);
        run.Token.ThrowIfCancellationRequested();
        return [.. steps.Select(Outcome)];
    }

    private static ToolOutcome Outcome(StepRecord step)
    {
        var end = (StepEnd.Tool)step.End!;
        return new ToolOutcome(step.Sequence, step.CallId!, step.Name, end.Status, end.Content);
    }

    /// <summary>Asks for some tool calls in one message, so that their starts are one commit.</summary>
    private async Task<IEnumerable<Task<StepRecord>>> RequestAsync(int ordinal, IReadOnlyList<ToolUseBlock> calls, int from, int count)
    {
        var plans = new List<ToolCallPlan>(count);
        var pending = new List<PendingStep>(count);
        for (var i = 0; i < count; i++)
        {
            var call = calls[from + i];
            var (tool, missing) = await FindAsync(ordinal + i, call);
            var filled = call.Content is null ? call : (ToolUseBlock)await content.FillAsync(call, run.Token);
            plans.Add(new ToolCallPlan(
                call.CallId, call.Tool, call.Input, tool?.Definition.Effect ?? Effect.Pure, tool?.NeedsApproval ?? false, ids.NewApproval(), Refusal(filled, tool, missing)));
            pending.Add(new PendingStep.Tool(ordinal + i, tool, filled.Input ?? default));
        }

        foreach (var step in pending) run.Add(step);
        actor.Post(new SessionMessage.ToolsRequested(ordinal, plans));
        return pending.Select(p => p.Ended);
    }

    // What has ended comes back from the record and needs no tool: no server is started for it.
    private async ValueTask<(AgentTool? Tool, EventError? Missing)> FindAsync(int ordinal, ToolUseBlock call) =>
        actor.State.Running is { } running && ordinal < running.Steps.Count && !running.Steps[ordinal].IsOpen
            ? (tools.Find(call.Tool), null)
            : await tools.FindAsync(call.Tool, run.Token);

    private static EventError? Refusal(ToolUseBlock call, AgentTool? tool, EventError? missing)
    {
        if (tool is null) return missing;
        return call.Input is { } input
            ? ToolRules.Refuse(tool.Settings, call.Tool, input)
            : new EventError("tool_input_invalid", "The input was not a JSON object. Write one that fits the tool's schema.");
    }

    private async Task<StepRecord> AskAsync(PendingStep pending, Func<int, SessionMessage> request)
    {
        run.Token.ThrowIfCancellationRequested();
        run.Add(pending);
        actor.Post(request(pending.Ordinal));
        var step = await pending.Ended;
        return step.End is StepEnd.Failed failed ? throw new StepFailedException(failed.Error) : step;
    }
}
