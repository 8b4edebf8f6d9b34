using Silo.Abstractions.Archives;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Journals;
using Silo.Storage.Sqlite.Engine;
using Silo.Storage.Sqlite.Writes;

namespace Silo.Storage.Sqlite.Archives;

/// <summary>The whole sessions of a SQLite journal. Read beside a running host, which it never holds up; written only where none runs.</summary>
public sealed class SqliteArchive : IJournalArchive
{
    private const string ListSql =
        "SELECT tenant, id FROM session WHERE deleted = 0 AND (tenant, id) > (?1, ?2) AND (?3 IS NULL OR tenant = ?3) AND (?4 IS NULL OR id = ?4) " +
        "AND (?5 IS NULL OR agent = ?5) ORDER BY tenant, id LIMIT ?6";

    private readonly Connection _connection;
    private readonly TimeProvider _time;
    private readonly Statement _list;
    private readonly Statement _find;
    private readonly SnapshotStatements _statements;
    private WriteStatements? _writes;

    private SqliteArchive(Connection connection, TimeProvider time)
    {
        _connection = connection;
        _time = time;
        _list = connection.Prepare(ListSql);
        _find = connection.Prepare("SELECT deleted FROM session WHERE tenant = ?1 AND id = ?2");
        _statements = new SnapshotStatements(connection);
    }

    /// <summary>Opens a journal to read from. Makes, changes and brings up to date nothing.</summary>
    /// <param name="path">The database's file.</param>
    /// <param name="time">The clock by which keys have expired.</param>
    /// <exception cref="JournalSchemaException">The file is of another version of Silo, or no journal.</exception>
    /// <exception cref="JournalException">It cannot be opened, or is not there.</exception>
    public static SqliteArchive OpenToRead(string path, TimeProvider time) => Open(Connection.OpenToRead, path, time, "PRAGMA query_only = ON");

    /// <summary>Opens a journal that no host has open, to put sessions into it. It has been brought up to date by <see cref="SqliteJournal.OpenAsync"/>.</summary>
    /// <param name="path">The database's file.</param>
    /// <param name="time">The clock by which keys have expired.</param>
    /// <exception cref="JournalSchemaException">The file is of another version of Silo, or no journal.</exception>
    /// <exception cref="JournalException">It cannot be opened, or is not there.</exception>
    public static SqliteArchive OpenToWrite(string path, TimeProvider time) => Open(Connection.Open, path, time, "PRAGMA synchronous = FULL");

    /// <inheritdoc />
    public Task<IReadOnlyList<SessionKey>> ListAsync(ArchiveQuery query, SessionKey? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, IJournalArchive.SessionsMax);
        _list.Bind(1, after?.Tenant.Value ?? string.Empty).Bind(2, after?.Session.Value ?? string.Empty).Bind(3, query.Tenant?.Value)
            .Bind(4, query.Session?.Value).Bind(5, query.Agent).Bind(6, limit);
        return Task.FromResult(Reads.ReadConnection.All(_list, static row => StoredRows.Key(row, 0)));
    }

    /// <inheritdoc />
    public Task<ISessionSnapshot?> OpenAsync(SessionKey key, CancellationToken cancellationToken) =>
        Task.FromResult<ISessionSnapshot?>(SqliteSnapshot.Open(_connection, _statements, key, _time.GetUtcNow()));

    /// <inheritdoc />
    public Task<SessionPlace> FindAsync(SessionKey key, CancellationToken cancellationToken)
    {
        if (!_find.Bind(1, key.Tenant.Value).Bind(2, key.Session.Value).Step()) return Task.FromResult(SessionPlace.Absent);
        var place = _find.Long(0) == 0 ? SessionPlace.Present : SessionPlace.Deleted;
        _find.Reset();
        return Task.FromResult(place);
    }

    /// <inheritdoc />
    public void Check(SessionRow row) => CommitCheck.CheckRestored(row);

    /// <inheritdoc />
    public Task<ISessionRestore> RestoreAsync(SessionRow row, CancellationToken cancellationToken)
    {
        CommitCheck.CheckRestored(row);
        _writes ??= new WriteStatements(_connection);
        return Task.FromResult<ISessionRestore>(SqliteRestore.Begin(_connection, _writes, row, _time));
    }

    /// <summary>Closes the file.</summary>
    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private static SqliteArchive Open(Func<string, Connection> open, string path, TimeProvider time, string pragma)
    {
        if (!File.Exists(path)) throw new JournalException($"There is no journal at '{path}': name the data directory of a host.");
        var connection = open(path);
        try
        {
            if (Schema.Read(connection) is var version && version != Schema.Version)
                throw new JournalSchemaException($"The journal '{path}' has schema version {version}; this Silo reads version {Schema.Version}. Start this Silo's host on it once, which brings it up to date.");
            connection.Execute($"{pragma}; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY");
            return new SqliteArchive(connection, time);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
