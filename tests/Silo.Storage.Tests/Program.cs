using Silo.Abstractions.Identity;
using Silo.Conformance.Journal;
using Silo.Storage.DataDirectories;
using Silo.Storage.Files;
using Silo.Storage.Postgres;
using Silo.Storage.Sqlite;
using Silo.Storage.Sqlite.Engine;
using Silo.Storage.Tests;
using Silo.Storage.Tests.Processes;
using Xunit.Runner.InProc.SystemConsole;

if (Environment.GetEnvironmentVariable(TestExecutable.BundledVariable) == "1") AppContext.SetSwitch(SqliteLibrary.BundledSwitch, isEnabled: true);

switch (args)
{
    case ["journal-process", var path, var tenant, var session, var name]:
        await using (var journal = await SqliteJournal.OpenAsync(new SqliteJournalOptions { Path = path }, TimeProvider.System))
        {
            var key = new SessionKey(TenantId.Parse(tenant), SessionId.Parse(session));
            await JournalProcess.RunAsync(journal, key, name, Console.In, Console.Out);
        }

        return 0;
    case ["postgres-process", var schema, var tenant, var session, var name]:
        var server = Environment.GetEnvironmentVariable("SILO_TEST_POSTGRES")!;
        await using (var journal = await PostgresJournal.OpenAsync(new PostgresJournalOptions { Sender = "tests", ConnectionString = server, Schema = schema }, TimeProvider.System, CancellationToken.None))
        {
            var key = new SessionKey(TenantId.Parse(tenant), SessionId.Parse(session));
            await JournalProcess.RunAsync(journal, key, name, Console.In, Console.Out);
        }

        return 0;
    case ["append-for-ever", var path]:
        await AppendingProcess.RunAsync(new SqliteJournalOptions { Path = path, CheckpointPages = 50 }, commits: 0, Console.WriteLine);
        return 0;
    case ["append-logged", var root, var acknowledgements, var synchronous]:
        using (var acknowledged = new Acknowledgements(acknowledgements))
        {
            var data = Path.Combine(root, "data");
            DurableDirectory.Create(data);
            var options = new SqliteJournalOptions { Path = Path.Combine(data, "journal.db"), CheckpointPages = 24, SkipSync = synchronous == "OFF" };
            await AppendingProcess.RunAsync(options, AppendingProcess.LoggedCommits, acknowledged.Add);
        }

        return 0;
    case ["put-blobs-logged", var root, var acknowledgements]:
        using (var acknowledged = new Acknowledgements(acknowledgements)) await BlobStoringProcess.RunAsync(root, acknowledged.Add);
        return 0;
    case ["fill-disk", var directory]:
        await FullDiskProcess.RunAsync(directory, Console.Out);
        return 0;
    case ["sqlite-version"]:
        Console.WriteLine(SqliteLibrary.Use());
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
