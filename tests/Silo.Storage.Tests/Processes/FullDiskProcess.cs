using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Conformance.Journal;
using Silo.Storage.Sqlite;

namespace Silo.Storage.Tests.Processes;

/// <summary>Fills the small disk that it is given, makes room, and goes on; says what it saw.</summary>
internal static class FullDiskProcess
{
    private const int AttemptsMax = 100_000;

    internal static async Task RunAsync(string directory, TextWriter output)
    {
        var ballast = Path.Combine(directory, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[1024 * 1024]);
        var options = new SqliteJournalOptions { Path = Path.Combine(directory, "journal.db") };
        TestSession session;
        await using (var journal = await SqliteJournal.OpenAsync(options, TimeProvider.System))
        {
            session = new TestSession(journal, new SessionKey(TenantId.Default, new TestIds().Session()));
            await journal.CreateAsync(TestSession.Row(session.Key), TestSession.Event(1), key: null, default);
            await session.FenceAsync();

            await output.WriteLineAsync(await FillAsync(session));
            await output.WriteLineAsync(await FillAsync(session));

            var known = session.Head;
            File.Delete(ballast);
            await session.FenceAsync();
            await output.WriteLineAsync(session.Head == known ? "nothing lost" : $"acknowledged {known}, there are {session.Head}");
            await session.AppendAsync(events: 20);
            await output.WriteLineAsync("works again");
        }

        await using var reopened = await SqliteJournal.OpenAsync(options, TimeProvider.System);
        long read = 0;
        while (await reopened.ReadAsync(session.Key, read, 1024, default) is { Events.Count: > 0 } page) read += page.Events.Count;
        await output.WriteLineAsync(read == session.Head ? "all there" : $"acknowledged {session.Head}, read {read}");
    }

    private static async Task<string> FillAsync(TestSession session)
    {
        for (var i = 0; i < AttemptsMax; i++)
        {
            try
            {
                await session.AppendAsync(text: new string('x', 4000));
            }
            catch (JournalException e)
            {
                return e.GetType().Name;
            }
        }

        return "never full";
    }
}
