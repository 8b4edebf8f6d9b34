using Microsoft.Extensions.Logging.Abstractions;
using Silo.Abstractions.Journal;
using Silo.Runtime.Hosting;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Sessions;

public sealed class RetentionTests
{
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
        await using (var other = new TestHost(Programs.Say("done"), host.Journal, node: "node-b"))
        {
            var turn = await other.PromptAsync(session);
            await other.ReadTurnAsync(session, turn.Turn);
        }

        Assert.False(await host.Host.DeleteIdleAsync(listed, CancellationToken.None));

        Assert.NotNull(await host.Journal.FindAsync(session, CancellationToken.None));
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
