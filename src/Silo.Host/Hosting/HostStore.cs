using Silo.Abstractions.Access;
using Silo.Abstractions.Journal;
using Silo.Host.Configuration;
using Silo.Storage.Journals;
using Silo.Storage.Postgres;
using Silo.Storage.Sqlite;

namespace Silo.Host.Hosting;

/// <summary>The journal, and what lies beside it: keys and the audit log.</summary>
internal sealed class HostStore : IAsyncDisposable
{
    private readonly IAsyncDisposable _owner;

    private HostStore(IJournal journal, IKeyStore keys, IAuditLog audit, IAsyncDisposable owner)
    {
        (Journal, Keys, Audit) = (journal, keys, audit);
        _owner = owner;
    }

    public IJournal Journal { get; }

    public IKeyStore Keys { get; }

    public IAuditLog Audit { get; }

    /// <summary>Opens it where the settings say.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="path">The file, where it is SQLite.</param>
    /// <param name="sender">Names this process to the other hosts, where it is PostgreSQL.</param>
    /// <param name="time">The clock.</param>
    /// <param name="telemetry">Traces and measures its commits; null for nothing.</param>
    /// <exception cref="JournalException">It cannot be opened.</exception>
    public static async Task<HostStore> OpenAsync(HostSettings settings, string path, string sender, TimeProvider time, JournalTelemetry? telemetry = null)
    {
        if (settings.PostgresConnectionString is { } connection)
        {
            var options = new PostgresJournalOptions { ConnectionString = connection, Schema = settings.PostgresSchema, Sender = sender, Telemetry = telemetry };
            var postgres = await PostgresJournal.OpenAsync(options, time, CancellationToken.None);
            return new HostStore(postgres, postgres.Access, postgres.Access, postgres);
        }

        var sqlite = await SqliteJournal.OpenAsync(new SqliteJournalOptions { Path = path, Telemetry = telemetry }, time);
        return new HostStore(sqlite, sqlite.Access, sqlite.Access, sqlite);
    }

    public ValueTask DisposeAsync() => _owner.DisposeAsync();
}
