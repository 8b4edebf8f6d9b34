using System.Globalization;
using System.Text.Json;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Runtime.Sessions.Decisions;
using Silo.Runtime.Tests.Support;

namespace Silo.Runtime.Tests.Decisions;

/// <summary>A session's state and what was decided on it so far; no actor, no journal, no clock.</summary>
internal sealed class Scene
{
    private readonly SeededIds _ids = new();

    public Scene(AgentDefinition? agent = null)
    {
        Key = new SessionKey(TenantId.Default, _ids.NewSession());
        State = new SessionState { Key = Key };
        Fold(new SessionEvent { Key = Key, Sequence = 1, Time = Now, Epoch = 0, Agent = "tester", Data = Created(agent ?? TestHost.Agent("work")) });
        Restart();
    }

    public SessionKey Key { get; }

    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public SessionState State { get; private set; }

    public List<SessionEvent> Events { get; } = [];

    public RunningTurn Turn => State.Running!;

    public Decision Do(SessionMessage message)
    {
        var decision = SessionDecisions.Decide(State, message, Now);
        State = decision.State;
        Events.AddRange(decision.Events);
        return decision;
    }

    /// <summary>The process is gone; the next one reads the journal.</summary>
    public Decision Restart()
    {
        State = Folded() with { Epoch = State.Epoch + 1 };
        return Do(new SessionMessage.Activated("node", "start", "resume"));
    }

    /// <summary>What the stored events add up to.</summary>
    public SessionState Folded() => Events.Aggregate(
        new SessionState { Key = Key }, (state, e) => SessionFold.Apply(state, EventCodec.Decode(EventCodec.Encode(e))));

    public SessionMessage.PromptReceived Prompt(PromptMode mode = PromptMode.Queue, bool canInterject = true) => new(
        _ids.NewTurn(), new PromptCommand { Session = Key, Prompt = [new TextBlock("go")], Mode = mode }, canInterject);

    public SessionMessage.ToolsRequested Tools(int ordinal, Effect effect = Effect.Pure, bool approval = false, int count = 1) => new(
        ordinal,
        [.. Enumerable.Range(ordinal, count).Select(i => new ToolCallPlan($"c{i}", "work", Input(), effect, approval, _ids.NewApproval(), Refusal: null))]);

    public static SessionMessage.MessageRequested Message(int ordinal) => new(ordinal, "fake", "m");

    public SessionMessage.AskRequested Ask(int ordinal) => new(ordinal, _ids.NewApproval(), "Which?", Schema: null);

    public SessionMessage.AttemptEnded Said(string text = "hello", int step = -1) => new(
        At(step).Sequence, At(step).Attempt, new StepEnd.Message([new TextBlock(text)], "end_turn", "m"), new Usage { OutputTokens = 1 }, "completed");

    public SessionMessage.AttemptEnded Worked(int step = -1) => new(At(step).Sequence, At(step).Attempt, ToolEnds.Text(ToolStatus.Ok, "done"));

    public SessionMessage.AttemptFailed Cut(int step = -1) => new(
        At(step).Sequence, At(step).Attempt, new EventError("overloaded", "Later.", Retryable: true), RetryAfter: null, Usage: null, Jitter: 0.5);

    public SessionMessage.AttemptDue Due(int step = -1) => new(At(step).Sequence, At(step).Attempt, "overloaded");

    public SessionMessage.ProgramEnded Ended(StopReason reason = StopReason.EndTurn) => new(Turn.Turn, new TurnOutcome(reason));

    public SessionMessage.ApprovalDecided Decide(string decision) => new(Turn.Approvals.Keys.First(), decision, "because", "ann");

    /// <summary>A decision in one line: events; what the program is told at once; what is done after the commit; the answer.</summary>
    public static string Line(Decision decision)
    {
        static string Names(IEnumerable<string> names) => names.Any() ? string.Join(' ', names) : "-";
        return string.Join(
            " | ",
            Names(decision.Events.Select(e => e.Data.Kind)),
            Names(decision.AtOnce.Select(e => e.GetType().Name)),
            Names(decision.AfterCommit.Select(e => e.GetType().Name)),
            decision.Reply?.GetType().Name ?? "-");
    }

    /// <summary>Everything in a state that outlives a process, as text.</summary>
    public static string Describe(SessionState state)
    {
        static string Blocks(IEnumerable<ContentBlock> blocks) => string.Join(',', blocks);
        static string End(StepEnd? end) => end switch
        {
            null => "open",
            StepEnd.Message m => $"message[{Blocks(m.Blocks)}] {m.StopReason} {m.Model}",
            StepEnd.Tool t => $"tool {t.Status} [{Blocks(t.Content)}] {t.ExitCode} {t.Error}",
            StepEnd.Code c => $"code {c.Output?.GetRawText()} {c.Content}",
            _ => end.ToString()!,
        };
        var lines = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"{state.Key} epoch {state.Epoch} head {state.Head} {state.Status} deadline {state.Deadline:O}"),
        };
        lines.AddRange(state.Queue.Select(q => $"queued {q.Turn} {q.Sequence} {q.QueuedAt:O} {q.DeadlineMs} [{Blocks(q.Prompt)}]"));
        lines.AddRange(state.Transcript.Select(t => $"said {t.Sequence} {t.Entry.Role} {t.Entry.CallId} {t.Entry.Status} [{Blocks(t.Entry.Blocks)}]"));
        lines.AddRange(state.RatedCalls.OrderBy(r => r.Key).Select(r => $"rated {r.Key} {string.Join(',', r.Value)}"));
        if (state.Running is { } turn)
        {
            lines.Add($"turn {turn.Turn} {turn.StartedAt:O} interrupt {turn.Interrupt} waits {turn.WaitsForRetry} {turn.Usage} spoken {string.Join(',', turn.Interjections)}");
            lines.AddRange(turn.Steps.Select(s => $"step {s.Sequence} {s.Ordinal} {s.Kind} {s.Name} {s.CallId} {s.Effect} {s.Input?.GetRawText()} attempt {s.Attempt}@{s.AttemptEpoch} {End(s.End)}"));
            lines.AddRange(turn.Approvals.Values.OrderBy(a => a.RequestedSequence).Select(a => $"approval {a} of {turn.ApprovalSteps[a.Approval]}"));
        }

        return string.Join('\n', lines);
    }

    private static JsonElement Input() => JsonDocument.Parse("""{"a":1}""").RootElement;

    private static SessionCreated Created(AgentDefinition agent) => new() { Agent = agent.Name, Version = agent.Version, Definition = AgentJson.ToElement(agent) };

    private StepRecord At(int step) => step < 0 ? Turn.Steps[^1] : Turn.Steps[step];

    private void Fold(SessionEvent e)
    {
        Events.Add(e);
        State = SessionFold.Apply(State, e);
    }
}
