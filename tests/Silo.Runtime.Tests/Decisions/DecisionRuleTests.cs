using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Tools;
using Silo.Runtime.Sessions.Decisions;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Decisions;

/// <summary>Rules that take more than one message to see.</summary>
public sealed class DecisionRuleTests
{
    [Theory]
    [InlineData(Effect.Pure, "tool_use.reset | - | BeginAttempt | -", "run_again")]
    [InlineData(Effect.Idempotent, "tool_use.reset | - | BeginAttempt | -", "run_again")]
    [InlineData(Effect.Workspace, "tool_result.completed | Deliver | - | -", "report")]
    [InlineData(Effect.Verify, "- | - | Verify | -", "verify")]
    [InlineData(Effect.Once, "approval.requested | - | - | -", "ask")]
    [InlineData(Effect.Compensated, "- | - | Compensate | -", "compensate")]
    public void Call_InDoubt_IsResolvedByItsEffect(Effect effect, string expected, string resolution)
    {
        var scene = Started(effect);
        var described = scene.Restart().Events.Select(e => e.Data).OfType<TurnResumed>().Single().InDoubt.Single();
        Assert.Equal((resolution, effect), (described.Resolution, described.Effect));
        Assert.Equal(expected, Scene.Line(scene.Do(scene.Tools(0, effect))));
    }

    [Fact]
    public void Message_InDoubt_RunsAgainAsTheNextAttempt()
    {
        var scene = new Scene();
        scene.Do(scene.Prompt());
        scene.Do(Scene.Message(0));
        Assert.Equal("run_again", scene.Restart().Events.Select(e => e.Data).OfType<TurnResumed>().Single().InDoubt.Single().Resolution);
        Assert.Equal("message.reset | - | BeginAttempt | -", Scene.Line(scene.Do(Scene.Message(0))));
        Assert.Equal(2, scene.Turn.Steps[0].Attempt);
    }

    [Theory]
    [InlineData(Effect.Pure)]
    [InlineData(Effect.Once)]
    public void Step_Ended_NeverRunsAgain(Effect effect)
    {
        var scene = Started(effect);
        scene.Do(scene.Worked());
        for (var i = 0; i < 3; i++)
        {
            Assert.Empty(scene.Restart().Events.Select(e => e.Data).OfType<TurnResumed>().Single().InDoubt);
            Assert.Equal("- | Deliver | - | -", Scene.Line(scene.Do(scene.Tools(0, effect))));
        }
    }

    [Fact]
    public void Approval_OfACallInDoubt_BeginsItOnceThoughTheProgramComesBackLater()
    {
        var scene = Started(Effect.Once);
        scene.Restart();
        scene.Do(scene.Tools(0, Effect.Once));
        // Asked, and gone again before the answer.
        scene.Restart();
        Assert.Equal("approval.resolved tool_use.reset | - | - | Resolved", Scene.Line(scene.Do(scene.Decide("approve"))));
        Assert.Equal("- | - | BeginAttempt | -", Scene.Line(scene.Do(scene.Tools(0, Effect.Once))));
    }

    [Fact]
    public void Approval_ByPolicy_IsNotAskedAgainAfterARestartAndBeginsOnce()
    {
        var scene = new Scene();
        scene.Do(scene.Prompt());
        scene.Do(scene.Tools(0, approval: true));
        scene.Restart();
        Assert.Equal("- | - | - | -", Scene.Line(scene.Do(scene.Tools(0, approval: true))));
        Assert.Equal("approval.resolved | - | BeginAttempt | Resolved", Scene.Line(scene.Do(scene.Decide("approve"))));
        Assert.Equal(1, scene.Turn.Steps[0].Attempt);
    }

    [Fact]
    public void Key_OfAStep_IsTheSameInEveryAttemptAndOfNoOther()
    {
        var scene = new Scene();
        scene.Do(scene.Prompt());
        scene.Do(scene.Tools(0, count: 8));
        var keys = scene.Events.Select(e => e.Data).OfType<ToolUseStarted>().Select(t => t.Key).ToList();
        Assert.Equal(scene.Turn.Steps.Select(s => StepKeys.For(scene.Key.Session, s.Sequence)), keys);
        Assert.Equal(8, keys.Distinct().Count());
    }

    [Fact]
    public void Program_AskingForAnotherStepThanTheRecorded_EndsDiverged()
    {
        var scene = Started(Effect.Pure);
        scene.Restart();
        Assert.Equal("turn.cancel_requested | Abort | Interrupt | -", Scene.Line(scene.Do(Scene.Message(0))));
        Assert.Equal("tool_result.completed turn.ended | - | TurnOver | -", Scene.Line(scene.Do(scene.Ended())));
        Assert.Equal("program_diverged", scene.Events.Select(e => e.Data).OfType<TurnEnded>().Single().Error!.Code);
    }

    [Fact]
    public void Cancel_NotFinishedWhenItsProcessDied_EndsAtTheNextActivation()
    {
        var scene = new Scene();
        scene.Do(scene.Prompt());
        scene.Do(Scene.Message(0));
        scene.Do(new SessionMessage.CancelReceived(Turn: null));
        Assert.Equal("session.activated message.failed turn.ended | - | TurnOver | -", Scene.Line(scene.Restart()));
        Assert.Equal(StopReason.Cancelled, scene.Events.Select(e => e.Data).OfType<TurnEnded>().Single().StopReason);
    }

    [Fact]
    public void Deadline_CountsFromTheTurnsStart_AlsoAfterARestart()
    {
        var scene = new Scene(TestHost.Agent() with { Limits = new() { TurnDeadline = TimeSpan.FromMinutes(10) } });
        scene.Do(scene.Prompt());
        var due = scene.Now + TimeSpan.FromMinutes(10);
        scene.Now += TimeSpan.FromMinutes(9);
        var armed = scene.Restart().AfterCommit.OfType<SessionEffect.ArmDeadline>().Single();
        Assert.Equal(due, armed.At);
    }

    [Fact]
    public void Retry_BeyondTheDeadline_FailsAtOnce()
    {
        var scene = new Scene(TestHost.Agent() with { Limits = new() { TurnDeadline = TimeSpan.FromSeconds(5) } });
        scene.Do(scene.Prompt());
        scene.Do(Scene.Message(0));
        Assert.Equal("message.failed | Deliver | - | -", Scene.Line(scene.Do(scene.Cut() with { RetryAfter = TimeSpan.FromSeconds(6) })));
    }

    [Fact]
    public void Queue_AtItsBound_RefusesAndRecordsNothing()
    {
        var scene = new Scene(TestHost.Agent() with { Limits = new() { QueuedTurnsMax = 2 } });
        for (var i = 0; i < 3; i++) Assert.IsType<PromptResult.Accepted>(scene.Do(scene.Prompt()).Reply);
        var head = scene.State.Head;
        Assert.Equal(2, Assert.IsType<PromptResult.QueueFull>(scene.Do(scene.Prompt()).Reply).Limit);
        Assert.Equal(head, scene.State.Head);
    }

    [Fact]
    public void Interjections_AtTheirBound_AreRefused()
    {
        var scene = new Scene();
        scene.Do(scene.Prompt());
        for (var i = 0; i < PromptDecisions.InterjectionsMax; i++) Assert.IsType<PromptResult.Accepted>(scene.Do(scene.Prompt(PromptMode.Interject)).Reply);
        Assert.IsType<PromptResult.QueueFull>(scene.Do(scene.Prompt(PromptMode.Interject)).Reply);
    }

    [Fact]
    public void Interjection_AfterTheProgramsLastLook_SendsItOnAndIsAnswered()
    {
        var scene = new Scene();
        scene.Do(scene.Prompt());
        scene.Do(Scene.Message(0));
        scene.Do(scene.Said());
        scene.Do(scene.Prompt(PromptMode.Interject));
        Assert.Equal("- | StartProgram | ArmDeadline | -", Scene.Line(scene.Do(scene.Ended())));
        Assert.Equal("- | Deliver | - | -", Scene.Line(scene.Do(Scene.Message(0))));
        Assert.Equal("message.started | - | BeginAttempt | -", Scene.Line(scene.Do(Scene.Message(1))));
        scene.Do(scene.Said());
        Assert.Equal("turn.ended | - | TurnOver | -", Scene.Line(scene.Do(scene.Ended())));
    }

    [Fact]
    public void Interjection_BeforeARestart_IsPendingForTheReplayedProgramAsItWas()
    {
        var scene = new Scene();
        scene.Do(scene.Prompt());
        scene.Do(Scene.Message(0));
        scene.Do(scene.Prompt(PromptMode.Interject));
        scene.Do(scene.Said());
        scene.Do(Scene.Message(1));
        scene.Restart();
        Assert.True(scene.Turn.InterjectionPending(1));
        Assert.False(scene.Turn.InterjectionPending(2));
    }

    [Theory]
    [InlineData(1, 0.0, 250)]
    [InlineData(1, 1.0, 500)]
    [InlineData(2, 1.0, 1000)]
    [InlineData(8, 1.0, 60_000)]
    [InlineData(int.MaxValue, 0.0, 30_000)]
    [InlineData(int.MaxValue, 1.0, 60_000)]
    public void Backoff_DoublesUpToAMinuteHalfOfItByChance(int attempt, double jitter, int expectedMs) =>
        Assert.Equal(TimeSpan.FromMilliseconds(expectedMs), Backoff.Delay(attempt, retryAfter: null, jitter));

    [Fact]
    public void Backoff_IsNeverShorterThanAskedAndNeverEndless()
    {
        for (var jitter = 0.0; jitter <= 1; jitter += 0.25)
        {
            Assert.InRange(Backoff.Delay(1, TimeSpan.FromSeconds(90), jitter), TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(99));
            Assert.InRange(Backoff.Delay(1, TimeSpan.MaxValue, jitter), Backoff.AskedMost, Backoff.AskedMost * 1.1);
            Assert.InRange(Backoff.Delay(1, TimeSpan.FromSeconds(-5), jitter), TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(500));
        }
    }

    /// <summary>A turn whose first step is a tool call that runs.</summary>
    private static Scene Started(Effect effect)
    {
        var scene = new Scene();
        scene.Do(scene.Prompt());
        scene.Do(scene.Tools(0, effect));
        return scene;
    }
}
