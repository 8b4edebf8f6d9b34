using Microsoft.Extensions.Logging.Abstractions;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Workspaces;
using Silo.Runtime.Hosting;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Sessions;

public sealed class RetentionTests
{
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    [Fact]
    public async Task Tick_SessionIdleForItsRetention_IsDeletedWholeAndOthersStay()
    {
        await using var host = new TestHost(Programs.Say("done"));
        var due = await host.CreateAsync(TestHost.Agent() with { Retention = Month });
        var young = await host.CreateAsync(TestHost.Agent() with { Retention = Month * 2 });
        var kept = await host.CreateAsync(TestHost.Agent());

        Assert.Equal(0, await TickAsync(host, Month - TimeSpan.FromTicks(1)));
        Assert.Equal(1, await TickAsync(host, Month));

        Assert.Null(await host.Journal.FindAsync(due, CancellationToken.None));
        Assert.Contains(due, host.Workspaces.Deleted);
        Assert.NotNull(await host.Journal.FindAsync(young, CancellationToken.None));
        Assert.NotNull(await host.Journal.FindAsync(kept, CancellationToken.None));
    }

    [Fact]
    public async Task Tick_SessionThatLivesHere_IsKept()
    {
        await using var host = new TestHost(Programs.Say("done"));
        var session = await host.CreateAsync(TestHost.Agent() with { Retention = Month });
        var turn = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, turn.Turn);

        Assert.Equal(0, await TickAsync(host, Month * 2));

        Assert.NotNull(await host.Journal.FindAsync(session, CancellationToken.None));
    }

    [Fact]
    public async Task Tick_SessionThatMovedOnSinceItWasListed_IsKept()
    {
        await using var host = new TestHost(Programs.Say("done"));
        var session = await host.CreateAsync(TestHost.Agent() with { Retention = Month });
        var listed = (await host.Journal.FindAsync(session, CancellationToken.None))!;
        var (begun, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var other = new TestHost(
            async (_, _) =>
            {
                begun.SetResult();
                await goOn.Task;
                return Programs.EndTurn;
            },
            host.Journal,
            node: "node-b");
        var turn = await other.PromptAsync(session);
        await begun.Task.WaitAsync(Watchdog);
        var taken = (await host.Journal.FindAsync(session, CancellationToken.None))!.Epoch;

        Assert.False(await host.Host.DeleteIdleAsync(listed, CancellationToken.None));

        // Its turn is not taken from the host on which it runs.
        goOn.SetResult();
        await other.ReadTurnAsync(session, turn.Turn);
        Assert.Equal(taken, (await host.Journal.FindAsync(session, CancellationToken.None))!.Epoch);
    }

    [Fact]
    public async Task Tick_SessionThatMovedOnAsItWasFenced_GoesOnHere()
    {
        await using var host = new TestHost(Programs.Say("done"));
        var session = await host.CreateAsync(TestHost.Agent() with { Retention = Month });
        var listed = (await host.Journal.FindAsync(session, CancellationToken.None))!;
        host.Journal.OnFence = () =>
        {
            host.Journal.OnFence = null;
            _ = host.Journal.FenceAsync(session, new Owner("node-b", "node-b-start"), CancellationToken.None);
        };

        Assert.False(await host.Host.DeleteIdleAsync(listed, CancellationToken.None));

        await host.Time.AdvanceWhenArmedAsync(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        await host.ReadUntilAsync(session, "session.activated");
        Assert.Equal(3, (await host.Journal.FindAsync(session, CancellationToken.None))!.Epoch);
    }

    [Fact]
    public async Task Tick_SessionWhoseFilesMayNotBeRemoved_IsKeptWhole()
    {
        await using var host = new TestHost(Programs.Say("done"));
        var session = await host.CreateAsync(TestHost.Agent() with { Retention = Month });
        host.Workspaces.CheckProblem = new WorkspaceException("workspace_foreign", "They belong to user 100007.");

        Assert.Equal(0, await TickAsync(host, Month));
        Assert.Equal(0, (await host.Journal.FindAsync(session, CancellationToken.None))!.Epoch);

        host.Workspaces.CheckProblem = null;
        Assert.Equal(1, await TickAsync(host, Month));
    }

    [Fact]
    public async Task Tick_SessionThatFailsInAWayNobodyForesaw_KeepsNoOther()
    {
        await using var host = new TestHost(Programs.Say("done"));
        await host.CreateAsync(TestHost.Agent() with { Retention = Month });
        var other = await host.CreateAsync(TestHost.Agent() with { Retention = Month });
        var first = true;
        host.Sandboxes.OnProve = _ =>
        {
            if (!first) return Task.CompletedTask;
            first = false;
            throw new NotSupportedException("A bug.");
        };

        Assert.Equal(1, await TickAsync(host, Month));

        Assert.Contains(other, host.Workspaces.Deleted);
    }

    [Fact]
    public async Task Delete_WhoseFilesDoNotGo_RemovesThemWhenItIsAskedAgain()
    {
        await using var host = new TestHost(Programs.Say("done"));
        var session = await host.CreateAsync();
        host.Workspaces.DeleteProblem = new UnauthorizedAccessException("Not yours.");
        Assert.Equal(DeleteResult.Unavailable, await host.Host.DeleteAsync(session, CancellationToken.None));
        Assert.Equal(DeleteResult.Unavailable, await host.Host.DeleteAsync(session, CancellationToken.None));

        host.Workspaces.DeleteProblem = null;
        Assert.Equal(DeleteResult.NotFound, await host.Host.DeleteAsync(session, CancellationToken.None));

        Assert.Equal([session], host.Workspaces.Deleted);
    }

    [Fact]
    public async Task Delete_RefusedAfterTheFenceWasTakenFromAnotherHost_GoesOnWithItsTurnHere()
    {
        await using var host = new TestHost(Programs.Say("done"));
        var session = await host.CreateAsync();
        await using var other = new TestHost(
            async (_, cancellationToken) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                return Programs.EndTurn;
            },
            host.Journal,
            node: "node-b");
        var turn = await other.PromptAsync(session);
        host.Journal.OnDelete = () => throw new JournalException("The disk said nothing.");

        Assert.Equal(DeleteResult.Unavailable, await host.Host.DeleteAsync(session, CancellationToken.None));

        await host.Time.AdvanceWhenArmedAsync(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        await host.ReadTurnAsync(session, turn.Turn);
    }

    [Fact]
    public async Task Activation_RefusedAfterTheFenceWasTakenFromAnotherHost_IsTriedAgainByItself()
    {
        await using var host = new TestHost(Programs.Say("done"));
        var session = await host.CreateAsync();
        await host.Journal.FenceAsync(session, new Owner("node-b", "node-b-start"), CancellationToken.None);
        var reads = 0;
        host.Journal.OnRead = () =>
        {
            if (++reads == 1) throw new JournalException("The disk said nothing.");
        };

        Assert.Equal("journal_unavailable", Assert.IsType<PromptResult.Unavailable>(await host.TryPromptAsync(session)).Code);

        await host.Time.AdvanceWhenArmedAsync(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        await host.ReadUntilAsync(session, "session.activated");
    }

    [Fact]
    public async Task Tick_MoreThanOneRoundDeletes_TakesABoundedNumber()
    {
        await using var host = new TestHost(Programs.Say("done"));
        for (var i = 0; i < RetentionService.DeletionsMax + 5; i++) await host.CreateAsync(TestHost.Agent() with { Retention = Month });

        Assert.Equal(RetentionService.DeletionsMax, await TickAsync(host, Month));
        Assert.Equal(5, await TickAsync(host, Month));
    }

    [Theory]
    [InlineData(null, 48, 48)]
    [InlineData(2, 48, 2)]
    [InlineData(0, 48, null)]
    [InlineData(null, 0, null)]
    public async Task Create_AgentOrHost_SaysHowLong(int? agentHours, int hostHours, int? expected)
    {
        await using var host = new TestHost(Programs.Say("done"), options: new RuntimeOptions { Retention = TimeSpan.FromHours(hostHours) });
        var session = await host.CreateAsync(TestHost.Agent() with { Retention = agentHours is { } hours ? TimeSpan.FromHours(hours) : null });

        Assert.Equal(expected is { } e ? TimeSpan.FromHours(e) : null, (await host.Journal.FindAsync(session, CancellationToken.None))!.Retention);
    }

    private static async Task<int> TickAsync(TestHost host, TimeSpan passed)
    {
        host.Journal.Now = host.Time.GetUtcNow() + passed;
        using var service = new RetentionService(host.Journal, host.Host, new Owner("node-a", "node-a-start"), host.Time, NullLogger<RetentionService>.Instance);
        return await service.TickAsync(CancellationToken.None);
    }
}
