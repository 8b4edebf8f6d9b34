using Silo.Storage.Sqlite.Engine;

namespace Silo.Storage.Sqlite.Reads;

/// <summary>A connection that only reads, with the statements it has prepared so far.</summary>
internal sealed class ReadConnection : IDisposable
{
    private readonly Connection _connection;
    private readonly Statement _begin;
    private readonly Statement _end;

    // Bounded: the texts are constants and, for lists, one per combination of filters.
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    internal ReadConnection(string path)
    {
        _connection = Connection.Open(path);
        try
        {
            _connection.Execute("PRAGMA query_only = ON; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -4096; PRAGMA temp_store = MEMORY");
            _begin = _connection.Prepare("BEGIN");
            _end = _connection.Prepare("COMMIT");
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    internal Statement Prepared(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement)) _statements.Add(sql, statement = _connection.Prepare(sql));
        return statement;
    }

    /// <summary>Runs several statements on one snapshot.</summary>
    internal T Snapshot<T>(Func<ReadConnection, T> read)
    {
        _begin.Step();
        try
        {
            var result = read(this);
            _end.Step();
            return result;
        }
        finally
        {
            _connection.Abandon();
        }
    }

    /// <summary>Reads the first row of a statement that is already bound; default when there is none.</summary>
    internal static T? First<T>(Statement statement, Func<Statement, T> map)
    {
        try
        {
            return statement.Step() ? map(statement) : default;
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>Reads all rows of a statement that is already bound, and whose own limit bounds them.</summary>
    internal static IReadOnlyList<T> All<T>(Statement statement, Func<Statement, T> map)
    {
        var rows = new List<T>();
        try
        {
            while (statement.Step()) rows.Add(map(statement));
            return rows;
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _connection.Dispose();
}
