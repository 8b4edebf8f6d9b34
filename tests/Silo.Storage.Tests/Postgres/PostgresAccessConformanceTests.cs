using Silo.Abstractions.Access;
using Silo.Conformance.Access;
using Silo.Storage.Postgres;
using Xunit;

namespace Silo.Storage.Tests.Postgres;

/// <summary>Keys and audit log in PostgreSQL, held to what every such store must do.</summary>
public sealed class PostgresAccessConformanceTests(PostgresFixture postgres) : AccessStoreConformance, IClassFixture<PostgresFixture>
{
    private readonly string _schema = postgres.NewSchema();

    protected override async Task<(IKeyStore Keys, IAuditLog Audit, IAsyncDisposable Owner)> OpenStoreAsync()
    {
        var journal = await PostgresJournal.OpenAsync(postgres.Options(_schema), TimeProvider.System, CancellationToken.None);
        return (journal.Access, journal.Access, journal);
    }
}
