using Silo.Abstractions.Identity;
using Silo.Conformance.Journal;
using Silo.Storage.DataDirectories;
using Silo.Storage.Sqlite;
using Silo.Storage.Tests;
using Silo.Storage.Tests.Processes;
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
    case ["append-for-ever", var path]:
        await AppendingProcess.RunAsync(new SqliteJournalOptions { Path = path, CheckpointPages = 50 }, commits: 0, Console.WriteLine);
        return 0;
    case ["fill-disk", var directory]:
        await FullDiskProcess.RunAsync(directory, Console.Out);
        return 0;
    case ["open-journal", var path]:
        Console.WriteLine(await OpeningProcess.RunAsync(path));
        return 0;
    case ["hold-data-directory", var path]:
        using (var data = DataDirectory.Open(path, new CountingRandom()))
        {
            Console.WriteLine(data.NodeId);
            Console.In.ReadToEnd();
        }

        return 0;
    default:
        return await ConsoleRunner.Run(args);
}
