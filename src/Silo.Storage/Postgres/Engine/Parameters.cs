using Npgsql;
using NpgsqlTypes;

namespace Silo.Storage.Postgres.Engine;

/// <summary>Adds positional parameters. Each has its type, also where it is null, so that a statement is prepared once.</summary>
internal static class Parameters
{
    internal static NpgsqlBatchCommand Add(this NpgsqlBatchCommand command, string? value) => command.Put(NpgsqlDbType.Text, value);

    internal static NpgsqlBatchCommand Add(this NpgsqlBatchCommand command, long? value) => command.Put(NpgsqlDbType.Bigint, value);

    internal static NpgsqlBatchCommand Add(this NpgsqlBatchCommand command, int value) => command.Put(NpgsqlDbType.Integer, value);

    internal static NpgsqlBatchCommand Add(this NpgsqlBatchCommand command, short value) => command.Put(NpgsqlDbType.Smallint, value);

    internal static NpgsqlBatchCommand Add(this NpgsqlBatchCommand command, short? value) => command.Put(NpgsqlDbType.Smallint, value);

    internal static NpgsqlBatchCommand Add(this NpgsqlBatchCommand command, ReadOnlyMemory<byte> value) => command.Put(NpgsqlDbType.Bytea, value);

    internal static NpgsqlBatchCommand Add(this NpgsqlBatchCommand command, string?[] values) => command.Put(NpgsqlDbType.Array | NpgsqlDbType.Text, values);

    internal static NpgsqlBatchCommand Add(this NpgsqlBatchCommand command, int[] values) => command.Put(NpgsqlDbType.Array | NpgsqlDbType.Integer, values);

    internal static NpgsqlBatchCommand Add(this NpgsqlBatchCommand command, long[] values) => command.Put(NpgsqlDbType.Array | NpgsqlDbType.Bigint, values);

    internal static NpgsqlBatchCommand Add(this NpgsqlBatchCommand command, long?[] values) => command.Put(NpgsqlDbType.Array | NpgsqlDbType.Bigint, values);

    internal static NpgsqlBatchCommand Add(this NpgsqlBatchCommand command, short?[] values) => command.Put(NpgsqlDbType.Array | NpgsqlDbType.Smallint, values);

    internal static NpgsqlBatchCommand Add(this NpgsqlBatchCommand command, ReadOnlyMemory<byte>[] values) =>
        command.Put(NpgsqlDbType.Array | NpgsqlDbType.Bytea, values);

    internal static NpgsqlCommand Add(this NpgsqlCommand command, string? value) => command.Put(NpgsqlDbType.Text, value);

    internal static NpgsqlCommand Add(this NpgsqlCommand command, long? value) => command.Put(NpgsqlDbType.Bigint, value);

    internal static NpgsqlCommand Add(this NpgsqlCommand command, short value) => command.Put(NpgsqlDbType.Smallint, value);

    private static NpgsqlCommand Put(this NpgsqlCommand command, NpgsqlDbType type, object? value)
    {
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value ?? DBNull.Value });
        return command;
    }

    private static NpgsqlBatchCommand Put(this NpgsqlBatchCommand command, NpgsqlDbType type, object? value)
    {
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value ?? DBNull.Value });
        return command;
    }
}
