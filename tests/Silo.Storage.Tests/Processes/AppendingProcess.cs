using System.Globalization;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Conformance.Journal;
using Silo.Storage.Sqlite;

namespace Silo.Storage.Tests.Processes;

/// <summary>A process that appends to a few sessions at once, and says of each commit, once it is told so itself, that it is durable.</summary>
/// <remarks>Its n-th session is the n-th of <see cref="TestIds"/>; event S of session N has the text that <see cref="Text"/> gives.</remarks>
internal static class AppendingProcess
{
    internal const int Sessions = 3;

    /// <summary>Commits per session of a run whose writes are logged.</summary>
    internal const int LoggedCommits = 16;

    internal static string Text(int session, long sequence) => $"session {session} event {sequence} " + new string('x', 400);

    /// <summary>The key of the n-th session, from 0.</summary>
    internal static SessionKey Key(int session)
    {
        var ids = new TestIds();
        for (var i = 0; i < session; i++) ids.Session();
        return new SessionKey(TenantId.Default, ids.Session());
    }

    /// <param name="options">The journal.</param>
    /// <param name="commits">Commits per session; 0 for without end.</param>
    /// <param name="acknowledge">Told <c>session sequence</c> for each commit.</param>
    internal static async Task RunAsync(SqliteJournalOptions options, int commits, Action<string> acknowledge)
    {
        var gate = new Lock();
        await using var journal = await SqliteJournal.OpenAsync(options, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, Sessions).Select(RunSessionAsync));

        async Task RunSessionAsync(int number)
        {
            var session = new TestSession(journal, Key(number));
            await journal.CreateAsync(TestSession.Row(session.Key), TestSession.Event(1, Text(number, 1)), key: null, default);
            Say(1);
            await session.FenceAsync();
            for (var i = 0; commits == 0 || i < commits; i++)
            {
                await session.AppendAsync(text: Text(number, session.Head + 1));
                Say(session.Head);
            }

            void Say(long sequence)
            {
                lock (gate) acknowledge(string.Create(CultureInfo.InvariantCulture, $"{number} {sequence}"));
            }
        }
    }
}
