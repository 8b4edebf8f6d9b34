using Silo.Abstractions.Identity;
using Silo.Conformance.Journal;
using Silo.Storage.Sqlite;
using Xunit.Runner.InProc.SystemConsole;

switch (args)
{
    case ["journal-process", var path, var tenant, var session, var name]:
        await using (var journal = await SqliteJournal.OpenAsync(new SqliteJournalOptions { Path = path }, TimeProvider.System))
        {
            var key = new SessionKey(TenantId.Parse(tenant), SessionId.Parse(session));
            await JournalProcess.RunAsync(journal, key, name, Console.In, Console.Out);
        }

        return 0;
    default:
        return await ConsoleRunner.Run(args);
}
