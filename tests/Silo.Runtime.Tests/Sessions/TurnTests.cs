using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Journal;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Sessions;

public sealed class TurnTests
{
    [Fact]
    public async Task Prompt_OnIdleSession_RunsToItsEndInOrder()
    {
        await using var host = new TestHost(Programs.Say("Hel", "lo"));
        var session = await host.CreateAsync();
        var prompt = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal(
            ["session.created", "session.activated", "turn.queued", "turn.started", "message.started", "usage.recorded", "message.completed", "turn.ended"],
            host.Kinds(session));
        Assert.Equal("Hello", ((TextBlock)host.Data<MessageCompleted>(session)[0].Blocks[0]).Text);
        Assert.Equal(TurnState.Ended, (await host.Journal.FindTurnAsync(session.Tenant, prompt.Turn, CancellationToken.None))!.State);
        Assert.Equal(SessionStatus.Idle, (await host.Journal.FindAsync(session, CancellationToken.None))!.Status);
    }

    [Fact]
    public async Task Steps_InSequence_StartInTheCommitOfTheResultBefore()
    {
        await using var host = new TestHost(async (turn, _) =>
        {
            for (var i = 0; i < 10; i++) await Programs.Step(turn, $"s{i}", () => "x");
            return Programs.EndTurn;
        });
        var session = await host.CreateAsync();
        var commits = new List<string[]>();
        host.Journal.Before = c =>
        {
            commits.Add([.. c.Events.Select(e => e.Kind)]);
            return Task.CompletedTask;
        };
        var prompt = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, prompt.Turn);
        var results = commits.Where(c => c.Contains("step.completed")).ToList();
        Assert.Equal(10, results.Count);
        Assert.All(results.SkipLast(1), c => Assert.Equal(["step.completed", "step.started"], c));
        Assert.Equal(["step.completed", "turn.ended"], results[^1]);
    }

    [Fact]
    public async Task Program_ThatThrows_FailsItsTurnByNameAndLeavesTheSessionUsable()
    {
        var turns = 0;
        await using var host = new TestHost((turn, _) => ++turns == 1 ? throw new InvalidOperationException("oops") : Programs.Say("ok")(turn, default));
        var session = await host.CreateAsync();
        var first = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, first.Turn);
        var second = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, second.Turn);
        var ends = host.Data<TurnEnded>(session);
        Assert.Equal("program_failed", ends[0].Error!.Code);
        Assert.Equal(StopReason.EndTurn, ends[1].StopReason);
    }

    [Fact]
    public async Task Steps_BeyondTheLimit_PauseTheTurnByName()
    {
        var agent = TestHost.Agent() with { Limits = new() { TurnStepsMax = 3 } };
        await using var host = new TestHost(async (turn, _) =>
        {
            for (var i = 0; ; i++) await Programs.Step(turn, $"s{i}", () => "x");
        });
        var session = await host.CreateAsync(agent);
        var prompt = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, prompt.Turn);
        var end = host.Data<TurnEnded>(session).Single();
        Assert.Equal(StopReason.PausedLimit, end.StopReason);
        Assert.Equal("turn_steps_max", end.Error!.Code);
        Assert.Equal(3, host.Data<StepCompleted>(session).Count);
    }

    [Fact]
    public async Task Session_Idle_IsLaidDownAfterItsKeepAliveAndReturnsOnDemand()
    {
        await using var host = new TestHost(Programs.Say("x"));
        var session = await host.CreateAsync();
        var prompt = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, prompt.Turn);
        await host.Time.AdvanceWhenArmedAsync(TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        await host.ReadUntilAsync(session, "session.deactivated");
        if (host.Host.Find(session) is { } ending) await ending.Ended;
        var again = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, again.Turn);
        Assert.Equal(2, host.Data<SessionActivated>(session).Count);
        Assert.Equal(2, (await host.Journal.FindAsync(session, CancellationToken.None))!.Epoch);
    }
}
