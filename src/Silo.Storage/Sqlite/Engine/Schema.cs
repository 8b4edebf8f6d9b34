using Silo.Abstractions.Journal;

namespace Silo.Storage.Sqlite.Engine;

/// <summary>Brings a database to the schema of this build, one numbered step after the other.</summary>
internal static class Schema
{
    // "Silo" in ASCII: tells a journal from any other SQLite file.
    private const int ApplicationId = 0x53696c6f;

    // Steps are never edited once released; a change is a new step. The number of a step is its position, from 1.
    private static readonly string[] Steps = [SchemaStep1.Sql, SchemaStep2.Sql, SchemaStep3.Sql];

    internal static int Version => Steps.Length;

    /// <summary>Checks the schema's version and adds the steps that are missing, in one transaction.</summary>
    /// <exception cref="JournalSchemaException">The file is of a newer Silo, or no journal. Nothing was changed.</exception>
    internal static void Upgrade(Connection connection)
    {
        if (Read(connection) == Version) return;
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            // Read again: another process may have done the work while this one waited for the lock.
            for (var step = Read(connection); step < Version; step++) connection.Execute(Steps[step]);
            connection.Execute($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}; COMMIT");
        }
        finally
        {
            connection.Abandon();
        }
    }

    /// <summary>Reads the version and refuses a file that is not ours or is newer.</summary>
    internal static int Read(Connection connection)
    {
        var version = (int)connection.Number("PRAGMA user_version");
        var application = connection.Number("PRAGMA application_id");
        var empty = connection.Number("SELECT count(*) FROM sqlite_master") == 0;
        if (empty && version == 0 && application == 0) return 0;
        if (application != ApplicationId)
            throw new JournalSchemaException($"'{connection.Path}' is a SQLite file, but not a journal of Silo: name another file. Nothing was changed.");
        if (version > Version)
        {
            throw new JournalSchemaException(
                $"The journal '{connection.Path}' has schema version {version}; this Silo knows versions up to {Version}. Start the newer Silo. Nothing was changed.");
        }

        return version;
    }
}
