using Silo.Abstractions.Journal;
using SQLitePCL;

namespace Silo.Storage.Sqlite.Engine;

/// <summary>One connection to the database. Used by one thread at a time.</summary>
internal sealed class Connection : IDisposable
{
    private const int ConfigDefensive = 1010;
    private const int StatusPagesWritten = 9;
    private const int CheckpointFull = 1;

    private readonly sqlite3 _handle;
    private readonly List<Statement> _statements = [];

    private Connection(sqlite3 handle, string path)
    {
        _handle = handle;
        Path = path;
    }

    internal string Path { get; }

    internal bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    internal int Changes => raw.sqlite3_changes(_handle);

    internal long LastRowId => raw.sqlite3_last_insert_rowid(_handle);

    internal bool IsReadOnly => raw.sqlite3_db_readonly(_handle, "main") == 1;

    /// <summary>Opens the file, made anew when it is absent.</summary>
    /// <exception cref="JournalException">It cannot be opened.</exception>
    internal static Connection Open(string path) => Open(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);

    /// <summary>Opens the file to read from; never makes it.</summary>
    /// <exception cref="JournalException">It cannot be opened, or is not there.</exception>
    internal static Connection OpenToRead(string path) => Open(path, raw.SQLITE_OPEN_READONLY);

    private static Connection Open(string path, int how)
    {
        SqliteLibrary.Use();
        var code = raw.sqlite3_open_v2(path, out var handle, how | raw.SQLITE_OPEN_NOMUTEX, null);
        var connection = new Connection(handle, path);
        try
        {
            connection.Check(code, "opening it");
            _ = raw.sqlite3_extended_result_codes(handle, 1);

            // A damaged or hostile file must not be able to make SQL of ours do other things than it says.
            _ = raw.sqlite3_db_config(handle, ConfigDefensive, 1, out _);
            connection.Execute("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Prepares a statement that lives as long as the connection.</summary>
    internal Statement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var handle), "preparing a statement");
        var statement = new Statement(this, handle);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Runs SQL of ours that returns nothing of interest.</summary>
    internal void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql), sql);

    /// <summary>Runs SQL that returns one number.</summary>
    internal long Number(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var handle), "preparing a statement");
        using var statement = new Statement(this, handle);
        return statement.Step() ? statement.Long(0) : 0;
    }

    /// <summary>Runs SQL that returns one text.</summary>
    internal string Text(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var handle), "preparing a statement");
        using var statement = new Statement(this, handle);
        return statement.Step() ? statement.Text(0) ?? string.Empty : string.Empty;
    }

    /// <summary>Leaves the transaction, if one is open, with nothing written.</summary>
    internal void Abandon()
    {
        if (InTransaction) Execute("ROLLBACK");
    }

    /// <summary>The pages that this connection wrote since the last call.</summary>
    internal int TakePagesWritten()
    {
        _ = raw.sqlite3_db_status(_handle, StatusPagesWritten, out var pages, out _, 1);
        return pages;
    }

    /// <summary>Copies the write-ahead log into the database, as far as readers allow. Holds the write lock, so that no other process starts the log over meanwhile.</summary>
    /// <returns>False when it could not be done now; the log stays as it is and nothing is lost.</returns>
    internal bool TryCheckpoint() =>
        raw.sqlite3_wal_checkpoint_v2(_handle, null, CheckpointFull, out _, out _) == raw.SQLITE_OK;

    /// <summary>Throws the named failure of a result code.</summary>
    internal void Check(int code, string doing)
    {
        if (code is raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE) return;
        throw Failure(code, doing);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var statement in _statements) statement.Dispose();
        _handle.Dispose();
    }

    private JournalException Failure(int code, string doing)
    {
        if (_handle.IsInvalid) return SqliteError.From(code, errno: 0, doing, Path, raw.sqlite3_errstr(code).utf8_to_string());
        var extended = raw.sqlite3_extended_errcode(_handle);
        var primary = code & 0xff;
        var errno = primary is raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN ? SqliteLibrary.SystemErrno(_handle.DangerousGetHandle()) : 0;
        return SqliteError.From((extended & 0xff) == primary ? extended : code, errno, doing, Path, raw.sqlite3_errmsg(_handle).utf8_to_string());
    }
}
