using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Silo.Load.DurableTurns;

/// <summary>W1's ceiling: 512-byte inserts over one connection that takes the sessions' steps in turn, one commit each (WAL, FULL, prepared).</summary>
internal static class OneCommitPerStep
{
    public static Task<TurnRate> MeasureAsync(string directory, int sessions, TimeSpan window, CancellationToken cancellationToken) =>
        Task.Run(() => Measure(directory, sessions, window, cancellationToken), cancellationToken);

    private static TurnRate Measure(string directory, int sessions, TimeSpan window, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        using var connection = new SqliteConnection($"Data Source={Path.Combine(directory, "ceiling.db")};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE step(id INTEGER PRIMARY KEY, session INTEGER, payload BLOB)");
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO step(session, payload) VALUES($s, $p)";
        var session = insert.Parameters.Add("$s", SqliteType.Integer);
        insert.Parameters.Add("$p", SqliteType.Blob).Value = new byte[DurableTurnWorkload.StepBytes];
        insert.Prepare();

        session.Value = 0;
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < DurableTurnWorkload.WarmUp;) insert.ExecuteNonQuery();
        return Insert(insert, session, sessions, window, cancellationToken);
    }

    private static TurnRate Insert(SqliteCommand insert, SqliteParameter session, int sessions, TimeSpan window, CancellationToken cancellationToken)
    {
        var steps = new int[sessions];
        var asked = new long[sessions];
        var times = new List<double>();
        var start = Stopwatch.GetTimestamp();
        Array.Fill(asked, start);
        for (var s = 0; Stopwatch.GetElapsedTime(start) < window; s = (s + 1) % sessions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            session.Value = s;
            insert.ExecuteNonQuery();
            steps[s]++;
            var now = Stopwatch.GetTimestamp();
            times.Add(Stopwatch.GetElapsedTime(asked[s], now).TotalMilliseconds);
            asked[s] = now;
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        times.Sort();
        return new TurnRate(steps.Sum(n => n / DurableTurnWorkload.Steps) / seconds, times, steps.Min() / DurableTurnWorkload.Steps);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
