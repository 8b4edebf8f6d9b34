using Silo.Abstractions.Agents;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Tools;
using Silo.Runtime.Sessions.Decisions;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Decisions;

/// <summary>Sequences of real decisions by a seed: whatever is decided, the journal says the same as the state, in the promised order.</summary>
public sealed class FoldPropertyTests
{
    private const int StepsPerSeed = 120;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Decisions_InAnyOrder_FoldBackToTheSameState(int seed)
    {
        var random = new SeededRandom(seed);
        var scene = new Scene(seed % 2 == 0 ? null : TestHost.Agent() with { Tools = [new ToolSettings { Name = "work", Rate = new ToolRate(2, TimeSpan.FromMinutes(3)) }] });
        for (var i = 0; i < StepsPerSeed; i++)
        {
            Act(scene, random);
            Assert.Equal(Scene.Describe(scene.Folded()), Scene.Describe(scene.State));
        }

        CheckOrder(scene);
    }

    private static void Act(Scene scene, SeededRandom random)
    {
        scene.Now += TimeSpan.FromSeconds(random.NextDouble() * 30);
        var running = scene.State.Running;
        int Pick(int count) => (int)(random.NextDouble() * count);
        SessionMessage message;
        switch (Pick(22))
        {
            case 0: message = scene.Prompt(); break;
            case 1: message = scene.Prompt(PromptMode.Interject); break;
            case 2 when Pick(3) == 0: message = new SessionMessage.CancelReceived(Turn: null); break;
            case 2 when !scene.State.Queue.IsEmpty: message = new SessionMessage.CancelReceived(scene.State.Queue[Pick(scene.State.Queue.Count)].Turn); break;
            case 3 when Pick(2) == 0: scene.Restart(); return;
            case 4 when running is not null: message = new SessionMessage.GraceOver(running.Turn); break;
            case 5 when running is not null && Pick(4) == 0: message = new SessionMessage.InterruptDue(running.Turn, InterruptReasons.Deadline); break;
            case 6 when running is not null: message = scene.Ended(); break;
            case 7 when running is { Approvals.IsEmpty: false }: message = scene.Decide(new[] { "approve", "reject", "answer" }[Pick(3)]); break;
            case 8: message = new SessionMessage.StopRequested(DeactivationReason.Idle); break;
            case < 15 when running is { Steps.IsEmpty: false } && running.Steps[Pick(running.Steps.Count)] is var step:
                // Also late words of steps that have ended, or of attempts that were given up; but nothing runs for one that waits for a person.
                if (running.ApprovalSteps.ContainsValue(step.Sequence)) return;
                message = Word(scene, step, Pick(3));
                break;
            default:
                if (running is null || running.Requested > running.Steps.Count) return;
                message = Request(scene, running, Pick(4), (Effect)Pick(Enum.GetValues<Effect>().Length), Pick(3));
                break;
        }

        scene.Do(message);
    }

    private static SessionMessage Word(Scene scene, StepRecord step, int what) => (step.Kind, what) switch
    {
        (StepKind.Message, 0) => scene.Cut(step.Ordinal),
        (StepKind.Message, 1) => scene.Due(step.Ordinal),
        (StepKind.Message, _) => scene.Said(step: step.Ordinal),
        (StepKind.Tool, 0) => scene.Due(step.Ordinal) with { Reason = "verified_not_run" },
        (StepKind.Tool, _) => scene.Worked(step.Ordinal),
        _ => new SessionMessage.AttemptEnded(step.Sequence, step.Attempt + 1, new StepEnd.Failed(new("late", "Late."))),
    };

    /// <summary>What the program asks for next: after a restart the recorded steps again, in their order.</summary>
    private static SessionMessage Request(Scene scene, RunningTurn running, int kind, Effect effect, int approval)
    {
        var ordinal = running.Requested;
        if (ordinal < running.Steps.Count) kind = running.Steps[ordinal].Kind switch { StepKind.Message => 0, StepKind.Tool => 1, _ => 3 };
        return kind switch
        {
            0 => Scene.Message(ordinal),
            3 => scene.Ask(ordinal),
            _ => scene.Tools(ordinal, effect, approval == 0),
        };
    }

    /// <summary>The rules of docs/protocol/turns.md, "Order".</summary>
    private static void CheckOrder(Scene scene)
    {
        Assert.Equal(Enumerable.Range(1, scene.Events.Count).Select(i => (long)i), scene.Events.Select(e => e.Sequence));
        var started = new HashSet<object>();
        var ended = new HashSet<object>();
        var openSteps = new Dictionary<long, object>();
        var attempts = new Dictionary<long, int>();
        object? running = null;
        foreach (var e in scene.Events)
        {
            if (e.Turn is not { } turn) continue;
            Assert.DoesNotContain(turn, ended);
            switch (e.Data)
            {
                case TurnStarted:
                    Assert.Null(running);
                    running = turn;
                    Assert.True(started.Add(turn));
                    break;
                case TurnEnded:
                    Assert.True(ended.Add(turn));
                    if (!started.Contains(turn)) break;
                    Assert.DoesNotContain(openSteps.Values, t => t.Equals(turn));
                    running = null;
                    break;
                case TurnQueued: break;
                default: Assert.Equal(running, turn); break;
            }

            switch (e.Data)
            {
                case MessageStarted or ToolUseStarted or StepStarted:
                case ApprovalRequested { Reason: "question" }:
                    openSteps.Add(e.Step, turn);
                    attempts.Add(e.Step, e.Data is ToolUseStarted t ? t.Attempt : 1);
                    break;
                case MessageCompleted or MessageFailed or ToolResultCompleted or StepCompleted or StepFailed:
                    Assert.True(openSteps.Remove(e.Step));
                    break;
                case ApprovalResolved when attempts.GetValueOrDefault(e.Step) == 0:
                    attempts[e.Step] = ((ApprovalResolved)e.Data).Decision == "approve" ? 1 : 0;
                    break;
                case ApprovalResolved when scene.Events[(int)e.Step - 1].Data is ApprovalRequested:
                    Assert.True(openSteps.Remove(e.Step));
                    break;
                case MessageReset r: Next(e.Step, r.Attempt); break;
                case ToolUseReset r: Next(e.Step, r.Attempt); break;
                case StepReset r: Next(e.Step, r.Attempt); break;
            }
        }

        void Next(long step, int attempt)
        {
            Assert.Contains(step, openSteps.Keys);
            Assert.Equal(++attempts[step], attempt);
        }
    }
}
