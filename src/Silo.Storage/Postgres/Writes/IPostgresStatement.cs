using Npgsql;

namespace Silo.Storage.Postgres.Writes;

/// <summary>One statement of a round trip, and the reader of its answer.</summary>
internal interface IPostgresStatement
{
    /// <summary>Makes the statement for the schema that it names. It returns rows, if only none: the answers of a round trip are told apart by their number.</summary>
    NpgsqlBatchCommand Command(string schema, long? now);

    /// <summary>Reads the rows that it answered. Nothing is told before the transaction has been committed.</summary>
    void Read(NpgsqlDataReader reader);
}
