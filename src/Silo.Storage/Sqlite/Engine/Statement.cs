using System.Text;
using SQLitePCL;

namespace Silo.Storage.Sqlite.Engine;

/// <summary>A prepared statement: bind by position from 1, step, read columns by position from 0, reset.</summary>
internal sealed class Statement : IDisposable
{
    private const int StackBytesMax = 512;

    private readonly Connection _connection;
    private readonly sqlite3_stmt _handle;

    internal Statement(Connection connection, sqlite3_stmt handle)
    {
        _connection = connection;
        _handle = handle;
    }

    internal Statement Bind(int position, long value)
    {
        _connection.Check(raw.sqlite3_bind_int64(_handle, position, value), "binding a number");
        return this;
    }

    internal Statement Bind(int position, long? value)
    {
        if (value is { } number) return Bind(position, number);
        _connection.Check(raw.sqlite3_bind_null(_handle, position), "binding a null");
        return this;
    }

    internal Statement Bind(int position, string? value)
    {
        if (value is null)
        {
            _connection.Check(raw.sqlite3_bind_null(_handle, position), "binding a null");
            return this;
        }

        if (value.Length == 0)
        {
            // An empty span has no address, and SQLite would take it for a null.
            _connection.Check(raw.sqlite3_bind_text(_handle, position, string.Empty), "binding a text");
            return this;
        }

        var bytesMax = Encoding.UTF8.GetMaxByteCount(value.Length);
        Span<byte> utf8 = bytesMax <= StackBytesMax ? stackalloc byte[StackBytesMax] : new byte[bytesMax];
        var length = Encoding.UTF8.GetBytes(value, utf8);
        _connection.Check(raw.sqlite3_bind_text(_handle, position, utf8[..length]), "binding a text");
        return this;
    }

    internal Statement Bind(int position, ReadOnlySpan<byte> value)
    {
        _connection.Check(raw.sqlite3_bind_blob(_handle, position, value), "binding bytes");
        return this;
    }

    /// <summary>Goes to the next row.</summary>
    /// <returns>False when there is none; the statement is then ready for its next use.</returns>
    internal bool Step()
    {
        var code = raw.sqlite3_step(_handle);
        if (code == raw.SQLITE_ROW) return true;
        if (code == raw.SQLITE_DONE)
        {
            _ = raw.sqlite3_reset(_handle);
            return false;
        }

        try
        {
            _connection.Check(code, "running a statement");
            return false;
        }
        finally
        {
            _ = raw.sqlite3_reset(_handle);
        }
    }

    /// <summary>Runs a statement that returns no row.</summary>
    /// <returns>How many rows it changed.</returns>
    internal int Run()
    {
        Step();
        return _connection.Changes;
    }

    /// <summary>Leaves the rows that were not read, and makes the statement ready for its next use.</summary>
    internal void Reset() => _ = raw.sqlite3_reset(_handle);

    internal long Long(int column) => raw.sqlite3_column_int64(_handle, column);

    internal long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    internal string? Text(int column) => IsNull(column) ? null : raw.sqlite3_column_text(_handle, column).utf8_to_string();

    internal ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_handle, column);

    internal int Size(int column) => raw.sqlite3_column_bytes(_handle, column);

    /// <inheritdoc />
    public void Dispose() => _handle.Dispose();

    private bool IsNull(int column) => raw.sqlite3_column_type(_handle, column) == raw.SQLITE_NULL;
}
