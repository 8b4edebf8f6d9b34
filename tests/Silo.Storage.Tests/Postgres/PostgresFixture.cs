using Npgsql;
using Silo.Storage.Postgres;
using Silo.TestServers.Postgres;
using Xunit;

namespace Silo.Storage.Tests.Postgres;

/// <summary>One server for the classes that need it; each test gets a schema of its own in it.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private int _lastSchema;

    public PostgresServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await PostgresServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    public string NewSchema() => $"test_{Interlocked.Increment(ref _lastSchema)}";

    internal PostgresJournalOptions Options(string schema, TimeProvider? clock = null) =>
        new() { Sender = schema, ConnectionString = Server.ConnectionString, Schema = schema, Clock = clock, ReadersMax = 4 };

    /// <summary>Runs SQL beside the journal.</summary>
    public async Task<object?> RunAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Server.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
