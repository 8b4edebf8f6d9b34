using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Tools;
using Silo.Cli.Output;

namespace Silo.Cli.Trees;

/// <summary>Folds a session's events to its turns. Pure: no I/O, no clock. Kinds that it does not know change nothing.</summary>
/// <param name="only">The one turn that is wanted; null for all.</param>
/// <param name="last">Whether all but the newest turn that has begun may be forgotten.</param>
internal sealed class TurnFold(TurnId? only = null, bool last = false)
{
    private readonly List<TurnTree> _turns = [];
    private readonly Dictionary<long, StepNode> _steps = [];
    private readonly Dictionary<string, StepNode> _callers = new(StringComparer.Ordinal);
    private readonly Dictionary<ApprovalId, StepNode> _questions = [];

    /// <summary>The turns, in the order in which they were asked for.</summary>
    internal IReadOnlyList<TurnTree> Turns => last && _turns.Count > 1 ? [_turns.LastOrDefault(t => t.StartedAt is not null) ?? _turns[^1]] : _turns;

    /// <summary>Takes the next event.</summary>
    internal void Take(SessionEvent e)
    {
        if (e.Turn is not { } id || (only is not null && only != id)) return;
        var turn = _turns.Find(t => t.Turn == id);
        if (turn is null) _turns.Add(turn = new TurnTree { Turn = id });
        switch (e.Data)
        {
            case TurnQueued d:
                turn.QueuedAt = e.Time;
                turn.Prompts.Add(Text(d.Prompt));
                break;
            case TurnInterjected d:
                turn.Prompts.Add(Text(d.Prompt));
                break;
            case TurnStarted:
                Start(turn, e.Time);
                break;
            case TurnResumed:
                turn.Resumed++;
                break;
            case TurnEnded d:
                (turn.EndedAt, turn.StopReason, turn.Error, turn.Usage) = (e.Time, d.StopReason, d.Error, d.Usage);
                break;
            case UsageRecorded d:
                turn.Usage += d.Usage;
                if (_steps.TryGetValue(e.Step, out var called)) called.Usage += d.Usage;
                break;
            default:
                TakeStep(turn, e);
                break;
        }
    }

    private void TakeStep(TurnTree turn, SessionEvent e)
    {
        switch (e.Data)
        {
            case MessageStarted d:
                Add(turn.Steps, e, "message", $"{d.Provider} {d.Model}");
                break;
            case ToolUseStarted d:
                var call = Add(_callers.TryGetValue(d.CallId, out var caller) ? caller.Steps : turn.Steps, e, "tool", d.Tool);
                (call.Attempts, call.Detail) = (d.Attempt, d.Input is null ? null : ShortJson.Of(d.Input));
                break;
            case StepStarted d:
                Add(turn.Steps, e, "step", d.Name);
                break;
            case ArtifactPublished d:
                End(Add(_steps.TryGetValue(e.Step, out var publishes) ? publishes.Steps : turn.Steps, e, "artifact", d.Name, step: 0), e, "ok", ArtifactText.Of(e, d));
                break;
            case ApprovalRequested d:
                _questions[d.Approval] = Add(_steps.TryGetValue(e.Step, out var asks) ? asks.Steps : turn.Steps, e, "question", d.Title, d.Reason == "question" ? e.Sequence : 0);
                break;
            case ApprovalResolved d when _questions.TryGetValue(d.Approval, out var question):
                End(question, e, d.Decision, $"by {d.By}");
                break;
            case MessageReset d:
                Again(e.Step, d.Attempt);
                break;
            case ToolUseReset d:
                Again(e.Step, d.Attempt);
                break;
            case StepReset d:
                Again(e.Step, d.Attempt);
                break;
            case MessageCompleted d when _steps.TryGetValue(e.Step, out var message):
                End(message, e, d.StopReason == "cancelled" ? "cancelled" : "ok", message.Detail);
                foreach (var block in d.Blocks.OfType<ToolUseBlock>()) _callers[block.CallId] = message;
                break;
            case MessageFailed d when _steps.TryGetValue(e.Step, out var message):
                End(message, e, "failed", Text(d.Error));
                break;
            case ToolResultCompleted d when _steps.TryGetValue(e.Step, out var tool):
                var exit = d.ExitCode is { } code and not 0 ? FormattableString.Invariant($"exit code {code}") : null;
                if (tool.Attempts == 0 && d.Status != ToolStatus.Refused) tool.Attempts = 1;
                End(tool, e, Name(d.Status), string.Join(" · ", new[] { tool.Detail, exit, d.Error is null ? null : Text(d.Error) }.OfType<string>()));
                break;
            case StepCompleted when _steps.TryGetValue(e.Step, out var step):
                End(step, e, "ok", step.Detail);
                break;
            case StepFailed d when _steps.TryGetValue(e.Step, out var step):
                End(step, e, "failed", Text(d.Error));
                break;
            default:
                break;
        }
    }

    private void Start(TurnTree turn, DateTimeOffset at)
    {
        turn.StartedAt = at;
        if (!last) return;
        _turns.RemoveAll(t => t.EndedAt is not null);
        _steps.Clear();
        _callers.Clear();
        _questions.Clear();
    }

    private StepNode Add(List<StepNode> to, SessionEvent e, string kind, string name, long? step = null)
    {
        var node = new StepNode { Step = e.Sequence, Kind = kind, Name = name, Agent = e.Agent, StartedAt = e.Time };
        to.Add(node);
        if (step is not 0) _steps[step ?? e.Sequence] = node;
        return node;
    }

    private void Again(long step, int attempt)
    {
        if (_steps.TryGetValue(step, out var node)) node.Attempts = attempt;
    }

    private static void End(StepNode node, SessionEvent e, string status, string? detail) =>
        (node.EndedAt, node.Status, node.Detail) = (e.Time, status, string.IsNullOrEmpty(detail) ? null : detail);

    private static string Name(ToolStatus status) => status == ToolStatus.TimedOut ? "timed_out" : status.ToString().ToLowerInvariant();

    private static string Text(EventError error) => $"{error.Message} ({error.Code})";

    private static string Text(IReadOnlyList<ContentBlock> blocks) =>
        string.Join('\n', blocks.OfType<TextBlock>().Select(b => b.Text ?? (b.Content is { } content ? FormattableString.Invariant($"[{content.Size} bytes]") : string.Empty)));
}
