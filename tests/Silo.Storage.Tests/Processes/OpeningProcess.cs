using Silo.Abstractions.Journal;
using Silo.Storage.Sqlite;

namespace Silo.Storage.Tests.Processes;

/// <summary>Opens a journal and says how that went.</summary>
internal static class OpeningProcess
{
    internal static async Task<string> RunAsync(string path)
    {
        try
        {
            await using var journal = await SqliteJournal.OpenAsync(new SqliteJournalOptions { Path = path }, TimeProvider.System);
            return "opened";
        }
        catch (JournalException e)
        {
            return e.GetType().Name;
        }
    }
}
