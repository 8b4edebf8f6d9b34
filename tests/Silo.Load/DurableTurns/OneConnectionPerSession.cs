using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using Silo.TestServers.Postgres;

namespace Silo.Load.DurableTurns;

/// <summary>W1's ceiling on PostgreSQL: 512-byte inserts, one commit each, prepared, over one connection for each session.</summary>
internal static class OneConnectionPerSession
{
    public static async Task<TurnRate> MeasureAsync(PostgresServer server, int sessions, TimeSpan window, CancellationToken cancellationToken)
    {
        var text = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false };
        await using var source = NpgsqlDataSource.Create(text);
        await using (var make = source.CreateCommand("CREATE TABLE IF NOT EXISTS step (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, session integer, payload bytea)"))
            await make.ExecuteNonQueryAsync(cancellationToken);
        var connections = new List<NpgsqlConnection>();
        try
        {
            for (var i = 0; i < sessions; i++) connections.Add(await source.OpenConnectionAsync(cancellationToken));
            await InsertAsync(connections, DurableTurnWorkload.WarmUp, cancellationToken);
            var cpu = CpuUse.Begin(server);
            var times = await InsertAsync(connections, window, cancellationToken);
            var turns = times.Select(t => t.Count / DurableTurnWorkload.Steps).ToList();
            var (host, database) = cpu.EndPer1000(turns.Sum());
            var steps = times.SelectMany(t => t).Order().ToList();
            return new TurnRate(turns.Sum() / window.TotalSeconds, steps, turns.Min()) { HostCpuSeconds = host, ServerCpuSeconds = database };
        }
        finally
        {
            foreach (var connection in connections) await connection.DisposeAsync();
        }
    }

    private static Task<List<double>[]> InsertAsync(List<NpgsqlConnection> connections, TimeSpan window, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        return Task.WhenAll(connections.Select((connection, session) => Task.Run(async () =>
        {
            var times = new List<double>();
            await using var insert = new NpgsqlCommand("INSERT INTO step (session, payload) VALUES ($1, $2)", connection);
            insert.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Integer, Value = session });
            insert.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bytea, Value = new byte[DurableTurnWorkload.StepBytes] });
            await insert.PrepareAsync(cancellationToken);
            while (Stopwatch.GetElapsedTime(start) < window)
            {
                var asked = Stopwatch.GetTimestamp();
                await insert.ExecuteNonQueryAsync(cancellationToken);
                times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }

            return times;
        }, cancellationToken)));
    }
}
