using Npgsql;
using Silo.Client.Sessions;
using Silo.Client.Streams;
using Silo.Host.Tests.Support;
using Silo.TestServers.Postgres;
using Xunit;

namespace Silo.Host.Tests.Processes;

/// <summary>Nodes on one PostgreSQL server whose own clocks are days off.</summary>
public sealed class WrongClockTests
{
    [Theory]
    [InlineData(-3)]
    [InlineData(3)]
    public async Task Node_WhoseClockIsDaysOff_GoesByTheDatabases(int daysOff)
    {
        await using var server = await PostgresServer.StartAsync();
        using var folder = new TestFolder();
        var create = new CreateSessionOptions { Agent = "talk", IdempotencyKey = "the-same-key" };
        SessionHandle session;
        await using (var off = await StartAsync(server, folder.At("off"), new OffTime(TimeSpan.FromDays(daysOff))))
        {
            session = await off.Client.CreateSessionAsync(create);
            await session.PromptAsync("Say it.");
            var items = new List<StreamItem>();
            await session.ReadTurnsAsync(items.Add);
            foreach (var item in items.OfType<StreamItem.Event>()) AssertNow(item.Decoded.Time);
            AssertNow(session.Info!.CreatedAt);

            // Keys expire a day after their use: by a clock that is off, this one would have expired, or outlive the sweep.
            Assert.Equal(session.Id, (await off.Client.CreateSessionAsync(create)).Id);
        }

        await using var right = await StartAsync(server, folder.At("right"), TimeProvider.System);
        Assert.Equal(session.Id, (await right.Client.CreateSessionAsync(create)).Id);
        Assert.Equal(["24", "24"], await TextsAsync(server, "SELECT round((expires_at - silo.ticks()) / 36e9)::text FROM silo.idempotency"));
        Assert.Equal(["0", "0"], await TextsAsync(server, "SELECT round((updated_at - silo.ticks()) / 36e9)::text FROM silo.session UNION ALL SELECT round((queued_at - silo.ticks()) / 36e9)::text FROM silo.ticket"));
    }

    private static void AssertNow(DateTimeOffset time) =>
        Assert.InRange(time, TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(10), TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(10));

    private static Task<LiveHost> StartAsync(PostgresServer server, string data, TimeProvider time) => LiveHost.StartAsync(
        data, LiveHost.TestAgents, settings => settings.PostgresConnectionString = server.ConnectionString, time);

    private static async Task<List<string>> TextsAsync(PostgresServer server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var texts = new List<string>();
        while (await reader.ReadAsync()) texts.Add(reader.GetString(0));
        return texts;
    }

    private sealed class OffTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
