using Npgsql;
using Silo.Storage.Postgres.Writes;

namespace Silo.Storage.Postgres.Access;

/// <summary>A small write of keys or of the audit log, in the round trip of whatever else waits.</summary>
internal sealed class AccessWrite<T>(string sql, Action<NpgsqlBatchCommand> bind, Func<NpgsqlDataReader, T> read) : PostgresWrite<T>, IPostgresStatement
{
    public NpgsqlBatchCommand Command(string schema, long? now)
    {
        var command = new NpgsqlBatchCommand(sql);
        bind(command);
        return command;
    }

    public void Read(NpgsqlDataReader reader) =>
        Result = reader.Read() ? read(reader) : default;
}
