using System.Globalization;
using Silo.Conformance.Journal;
using Silo.Storage.Sqlite;
using Silo.Storage.Sqlite.Engine;

namespace Silo.Storage.Tests.Processes;

/// <summary>Opens a journal as a restarted host would, and compares it with what an <see cref="AppendingProcess"/> had acknowledged.</summary>
internal static class DurabilityCheck
{
    /// <summary>What is wrong; null when everything acknowledged is there and the database is sound.</summary>
    internal static async Task<string?> FindFaultAsync(string path, IEnumerable<string> acknowledged)
    {
        var last = new long[AppendingProcess.Sessions];
        foreach (var line in acknowledged)
        {
            var parts = line.Split(' ');
            last[int.Parse(parts[0], CultureInfo.InvariantCulture)] = long.Parse(parts[1], CultureInfo.InvariantCulture);
        }

        try
        {
            await using (var journal = await SqliteJournal.OpenAsync(new SqliteJournalOptions { Path = path }, TimeProvider.System))
            {
                for (var number = 0; number < last.Length; number++)
                {
                    if (await FindFaultAsync(journal, number, last[number]) is { } fault) return fault;
                }
            }

            using var connection = Connection.Open(path);
            return connection.Text("PRAGMA integrity_check") is var said and not "ok" ? $"the database is not sound: {said}" : null;
        }
        catch (Exception e) when (e is Silo.Abstractions.Journal.JournalException)
        {
            return $"the journal fails: {e.Message}";
        }
    }

    private static async Task<string?> FindFaultAsync(SqliteJournal journal, int number, long acknowledged)
    {
        var key = AppendingProcess.Key(number);
        long seen = 0;
        while (await journal.ReadAsync(key, seen, 1024, default) is { Events.Count: > 0 } page)
        {
            foreach (var stored in page.Events)
            {
                seen++;
                var expected = TestSession.Event(seen, AppendingProcess.Text(number, seen));
                if (stored.Sequence != seen || !stored.Utf8.Span.SequenceEqual(expected.Utf8.Span)) return $"session {number}: event {seen} is not what was written";
            }
        }

        return seen < acknowledged ? $"session {number}: event {acknowledged} was acknowledged, but only {seen} are there" : null;
    }
}
