using Microsoft.Extensions.Logging.Abstractions;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Sessions;
using Silo.Runtime.Hosting;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Sessions;

/// <summary>A session that nobody asks for comes back by itself, and not in a hurry.</summary>
public sealed class RecoveryTests
{
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Commit_FailingAgainAndAgain_IsTriedAfterGrowingWaits()
    {
        await using var host = new TestHost(Programs.Say("x"));
        var session = await host.CreateAsync();
        var failures = 0;
        var recorded = false;
        var failed = new SemaphoreSlim(0);
        host.Journal.After = c =>
        {
            if (recorded || c.Events.All(e => e.Kind != "turn.queued")) return Task.CompletedTask;
            recorded = true;
            failed.Release();
            throw new JournalException("The prompt is recorded, and the journal could not say so.");
        };
        host.Journal.Before = _ =>
        {
            if (!recorded || ++failures > 3) return Task.CompletedTask;
            failed.Release();
            throw new JournalException("The disk is full.");
        };
        Assert.IsType<PromptResult.Unavailable>(await host.TryPromptAsync(session));
        foreach (var seconds in new[] { 1, 2, 4, 8 })
        {
            await failed.WaitAsync(Watchdog);
            // Earlier than that it is not tried.
            await host.Time.AdvanceWhenArmedAsync(TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds));
        }

        await host.ReadUntilAsync(session, "turn.ended");
        Assert.Equal(StopReason.EndTurn, host.Data<TurnEnded>(session).Single().StopReason);
    }

    [Fact]
    public async Task Start_WhoseSessionsCannotBeResumedYet_TriesAgain()
    {
        var dead = new TestHost(async (turn, _) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
            return Programs.EndTurn;
        });
        var session = await dead.CreateAsync();
        var prompt = await dead.PromptAsync(session);
        await using var host = new TestHost(Programs.Say("x"), dead.Journal, dead.Blobs);
        var proofs = 0;
        host.Sandboxes.OnProve = _ => ++proofs == 1 ? throw new SandboxException("sandbox_not_dead", "Process 7 is still there.") : Task.CompletedTask;
        var lists = 0;
        host.Journal.OnFence = () =>
        {
            if (++lists == 1) throw new JournalException("Not yet.");
        };
        using var service = new ResumeService(host.Journal, host.Sandboxes, host.Host, new Owner("node-a", "start-2"), host.Time, NullLogger<ResumeService>.Instance);
        await service.StartAsync(CancellationToken.None);
        await host.Time.AdvanceWhenArmedAsync(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        await host.Time.AdvanceWhenArmedAsync(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal(2, proofs);
        await service.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Actor_BrokenByABug_ComesBackSomeTimesAndIsThenLeftAlone()
    {
        await using var host = new TestHost(Programs.Say("x"));
        var session = await host.CreateAsync();
        var broken = new SemaphoreSlim(0);
        var recorded = false;
        host.Journal.After = c =>
        {
            // The prompt is recorded; from then on every commit meets a bug.
            if (!recorded && c.Events.All(e => e.Kind != "turn.queued")) return Task.CompletedTask;
            recorded = true;
            broken.Release();
            throw new NotSupportedException("A bug.");
        };
        Assert.IsType<PromptResult.Unavailable>(await host.TryPromptAsync(session));
        await broken.WaitAsync(Watchdog);
        foreach (var seconds in new[] { 1, 2, 4, 8, 16 })
        {
            await host.Time.AdvanceWhenArmedAsync(TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds));
            await broken.WaitAsync(Watchdog);
        }

        // Its end is sure once a command is served by a new actor.
        host.Journal.After = null;
        var again = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, again.Turn);
        Assert.Equal(2, host.Data<TurnEnded>(session).Count);
        Assert.Equal(7, host.Data<SessionActivated>(session).Count);
    }

    [Fact]
    public async Task Shutdown_WithAStoreThatDoesNotAnswer_EndsInTheTimeGiven()
    {
        await using var host = new TestHost(Programs.Say("x"));
        var session = await host.CreateAsync();
        var held = Held.Commit(host.Journal, "turn.queued");
        var prompt = host.TryPromptAsync(session);
        await held.Reached;
        var options = new RuntimeOptions();
        using var service = new ShutdownService(host.Hub, host.Host, lifetime: null!, options, host.Time, NullLogger<ShutdownService>.Instance);
        var stop = service.StopAsync(CancellationToken.None);
        var given = options.StopTimeout + ShutdownService.LayDownGrace;
        await host.Time.AdvanceWhenArmedAsync(given, given);
        await stop.WaitAsync(Watchdog);
        held.Release();
        Assert.IsType<PromptResult.Accepted>(await prompt);
    }

    [Fact]
    public async Task Shutdown_AfterRequestsThatSpentTheirTime_LaysSessionsDownAllTheSame()
    {
        await using var host = new TestHost(async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return Programs.EndTurn;
        });
        var session = await host.CreateAsync();
        await host.PromptAsync(session);
        var held = Held.Commit(host.Journal, "session.deactivated");
        using var service = new ShutdownService(host.Hub, host.Host, lifetime: null!, new RuntimeOptions(), host.Time, NullLogger<ShutdownService>.Instance);
        var stop = service.StopAsync(new CancellationToken(canceled: true));
        await held.Reached;
        Assert.False(stop.IsCompleted);
        held.Release();
        await stop.WaitAsync(Watchdog);
        Assert.Single(host.Data<SessionDeactivated>(session));
    }

    [Fact]
    public async Task Command_ForASessionWhoseActorsAllDie_IsAnsweredAndNotTriedForEver()
    {
        await using var host = new TestHost(Programs.Say("x"));
        var session = await host.CreateAsync();
        var fences = 0;
        host.Journal.OnFence = () => fences++;
        host.Journal.Before = _ => throw new JournalException("The disk is full.");
        var refused = Assert.IsType<PromptResult.Unavailable>(await host.TryPromptAsync(session, key: new ClientKey("k", "h")));
        Assert.Equal("session_moved", refused.Code);
        Assert.InRange(fences, 1, 9);
    }

    [Fact]
    public async Task Session_ThatCannotBeRead_IsRefusedByNameAndLeavesNothingBehind()
    {
        await using var host = new TestHost(Programs.Say("x"));
        var key = new SessionKey(TenantId.Default, host.Ids.NewSession());
        var now = host.Time.GetUtcNow();
        var row = new SessionRow { Key = key, Agent = "a", AgentVersion = "1", CreatedAt = now, UpdatedAt = now, Head = 1 };
        var strange = EventCodec.Encode(new SessionEvent { Key = key, Sequence = 1, Time = now, Epoch = 0, Agent = "a", Data = new StateRunning() });
        await host.Journal.CreateAsync(row, strange, key: null, CancellationToken.None);
        for (var i = 0; i < 2; i++)
        {
            var refused = Assert.IsType<PromptResult.Unavailable>(await host.TryPromptAsync(key));
            Assert.Equal("session_unreadable", refused.Code);
        }

        Assert.Equal(0, host.Hub.Count);
        Assert.Equal(0, host.Host.Count);
    }
}
