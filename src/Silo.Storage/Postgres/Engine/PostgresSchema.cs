using System.Globalization;
using Npgsql;
using Silo.Abstractions.Journal;

namespace Silo.Storage.Postgres.Engine;

/// <summary>Brings a schema to the version of this build, one numbered step after the other, once, whichever host comes first.</summary>
internal static class PostgresSchema
{
    // "Silo" in ASCII: the class of the advisory lock under which steps are made; its second number is the schema's name.
    private const int LockClass = 0x53696c6f;

    // Steps are never edited once released; a change is a new step. The number of a step is its position, from 1. A step must leave
    // hosts of the version before it able to go on: add tables, columns with defaults and indexes; take nothing away that they use.
    private static readonly Func<string, string>[] Steps = [SchemaStep1.Sql, SchemaStep2.Sql, SchemaStep3.Sql];

    internal static int Version => Steps.Length;

    /// <summary>Checks the schema's version and adds the steps that are missing, in one transaction.</summary>
    /// <exception cref="JournalSchemaException">It is of a newer Silo, or no journal's. Nothing was changed.</exception>
    internal static async Task UpgradeAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        // Without the lock first: a host of least privilege may read the version and not change the schema.
        if (await ReadAsync(connection, schema, cancellationToken) == Version) return;
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync(connection, $"SELECT pg_advisory_xact_lock({LockClass}, hashtext('{schema}'))", cancellationToken);
        var version = await ReadAsync(connection, schema, cancellationToken);
        if (version == 0)
        {
            await RunAsync(connection, $"CREATE SCHEMA IF NOT EXISTS {schema}", cancellationToken);
            await RunAsync(connection, $"CREATE TABLE {schema}.schema_version (version integer NOT NULL)", cancellationToken);
            await RunAsync(connection, $"INSERT INTO {schema}.schema_version VALUES (0)", cancellationToken);
        }

        for (var step = version; step < Version; step++) await RunAsync(connection, Steps[step](schema), cancellationToken);
        await RunAsync(connection, $"UPDATE {schema}.schema_version SET version = {Version}", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Tells whether there is a journal. Changes nothing.</summary>
    /// <exception cref="JournalSchemaException">It is of a newer Silo, or no journal's.</exception>
    internal static async Task<bool> ExistsAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken) =>
        await ReadAsync(connection, schema, cancellationToken) != 0;

    /// <summary>Checks that the schema is of exactly this version. Changes nothing.</summary>
    /// <exception cref="JournalSchemaException">It is not.</exception>
    internal static async Task CheckAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        if (await ReadAsync(connection, schema, cancellationToken) is var version && version == Version) return;
        throw new JournalSchemaException(version == 0
            ? $"There is no journal in schema '{schema}'."
            : $"The journal in schema '{schema}' has version {version}; this Silo reads version {Version}. Start this Silo's host on it once, which brings it up to date.");
    }

    private static async Task<int> ReadAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        if (await NumberAsync(connection, $"SELECT count(*) FROM pg_namespace WHERE nspname = '{schema}'", cancellationToken) == 0) return 0;
        var tables = await NumberAsync(connection, $"SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = '{schema}'", cancellationToken);
        if (tables == 0) return 0;
        if (await NumberAsync(connection, $"SELECT count(*) FROM pg_tables WHERE schemaname = '{schema}' AND tablename = 'schema_version'", cancellationToken) == 0)
            throw new JournalSchemaException($"The schema '{schema}' has tables that are no journal of Silo: name another schema. Nothing was changed.");
        var version = (int)await NumberAsync(connection, $"SELECT version FROM {schema}.schema_version", cancellationToken);
        if (version > Version)
        {
            throw new JournalSchemaException(
                $"The journal in schema '{schema}' has version {version}; this Silo knows versions up to {Version}. Start the newer Silo. Nothing was changed.");
        }

        return version;
    }

    private static async Task<long> NumberAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
