using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Sessions;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Sessions;

/// <summary>Promise 1: one writer.</summary>
public sealed class FenceTests
{
    [Fact]
    public async Task Session_ActivatedElsewhere_FencesTheFirstWhichWritesNothingMore()
    {
        var inStep = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var runs = 0;
        async Task<Silo.Abstractions.Turns.TurnOutcome> Program(Silo.Abstractions.Turns.ITurnContext turn, CancellationToken token)
        {
            await turn.StepAsync("slow", Silo.Abstractions.Tools.Effect.Idempotent, Programs.Text, async (_, _) =>
            {
                if (Interlocked.Increment(ref runs) > 1) return "second";
                inStep.SetResult();
                await release.Task;
                return "first";
            });
            return Programs.EndTurn;
        }

        var first = new TestHost(Program);
        var session = await first.CreateAsync();
        var prompt = await first.PromptAsync(session);
        await inStep.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var paused = first.Host.Find(session)!;

        // The first was only paused, not dead: it comes back after another has taken the session.
        await using var second = new TestHost(Program, first.Journal, first.Blobs, node: "node-b");
        await second.Host.ActivateAsync(session, ActivationReason.Demand, CancellationToken.None);
        await second.ReadTurnAsync(session, prompt.Turn);
        release.SetResult();
        await paused.Ended.WaitAsync(TimeSpan.FromSeconds(30));

        var events = first.Journal.Events(session).Select(EventCodec.Decode).ToList();
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(e => e.Sequence));
        var fence = events.FindLast(e => e.Data is SessionActivated)!;
        Assert.All(events.Where(e => e.Sequence > fence.Sequence), e => Assert.Equal(fence.Epoch, e.Epoch));
        Assert.Equal("second", ((StepCompleted)events.Single(e => e.Data is StepCompleted).Data).Output!.Value.GetString());
        await first.DisposeAsync();
    }

    [Fact]
    public async Task Session_IsFenced_OnlyAfterItsSandboxesAreProvedDead()
    {
        await using var host = new TestHost(Programs.Say("x"));
        var session = await host.CreateAsync();
        long epochAtProof = -1;
        host.Sandboxes.OnProve = async key => epochAtProof = (await host.Journal.FindAsync(key, CancellationToken.None))!.Epoch;
        await host.PromptAsync(session);
        Assert.Equal(0, epochAtProof);
        Assert.Equal(1, host.Sandboxes.Proofs);
    }

    [Fact]
    public async Task Session_WhoseProcessesWillNotDie_IsNotActivated()
    {
        await using var host = new TestHost(Programs.Say("x"));
        var session = await host.CreateAsync();
        host.Sandboxes.OnProve = _ => throw new Silo.Abstractions.Sandboxes.SandboxException("sandbox_not_dead", "Process 7 is still there.");
        var result = Assert.IsType<PromptResult.Unavailable>(await host.TryPromptAsync(session));
        Assert.Equal("sandbox_not_dead", result.Code);
        Assert.Equal(0, (await host.Journal.FindAsync(session, CancellationToken.None))!.Epoch);
    }

    [Fact]
    public async Task Commit_OfUnknownOutcome_IsReadAgainAndTheTurnGoesOn()
    {
        await using var host = new TestHost(Programs.Say("x"));
        var session = await host.CreateAsync();
        var failed = false;
        host.Journal.After = c =>
        {
            if (failed || c.Events.All(e => e.Kind != "turn.started")) return Task.CompletedTask;
            failed = true;
            throw new Silo.Abstractions.Journal.JournalException("The disk said nothing.");
        };
        var result = Assert.IsType<PromptResult.Unavailable>(await host.TryPromptAsync(session));
        Assert.Equal("session_moved", result.Code);
        // Nobody asks again: the host itself fences, reads and finds the prompt recorded.
        await host.Time.AdvanceWhenArmedAsync(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));
        await host.ReadUntilAsync(session, "turn.ended");
        Assert.Single(host.Data<TurnQueued>(session));
        Assert.Equal(StopReason.EndTurn, host.Data<TurnEnded>(session).Single().StopReason);
    }
}
