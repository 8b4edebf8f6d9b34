using System.Diagnostics;
using Silo.Abstractions.Archives;
using Silo.Abstractions.Journal;
using Silo.Conformance.Journal;
using Silo.Storage.Postgres;
using Silo.Storage.Postgres.Archives;
using Xunit;

namespace Silo.Storage.Tests.Postgres;

/// <summary>The PostgreSQL journal on a real server, held to what every journal must do; opened without any host.</summary>
public sealed class PostgresJournalConformanceTests(PostgresFixture postgres) : JournalConformance, IClassFixture<PostgresFixture>
{
    private readonly string _schema = postgres.NewSchema();

    protected override async Task<IJournal> OpenStoreAsync() => await PostgresJournal.OpenAsync(postgres.Options(_schema, Time), TimeProvider.System, CancellationToken.None);

    protected override async Task<IJournalArchive> OpenArchiveAsync() => await PostgresArchive.OpenAsync(postgres.Options(_schema, Time), CancellationToken.None);

    protected override ProcessStartInfo ChildOnStore()
    {
        // A password belongs into no command line.
        var start = TestExecutable.Start("postgres-process", _schema);
        start.Environment["SILO_TEST_POSTGRES"] = postgres.Server.ConnectionString;
        return start;
    }
}
