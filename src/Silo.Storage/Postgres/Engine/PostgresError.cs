using Npgsql;
using Silo.Abstractions.Journal;

namespace Silo.Storage.Postgres.Engine;

/// <summary>Turns what the server or the connection said into the journal's named failures.</summary>
/// <remarks>Source of the codes: PostgreSQL's manual, appendix A. A connection string never becomes part of a message.</remarks>
internal static class PostgresError
{
    /// <summary>Whether an exception comes from the server or the way to it.</summary>
    internal static bool IsOurs(Exception e) => e is NpgsqlException or IOException or TimeoutException or System.Net.Sockets.SocketException;

    /// <summary>Whether the server has said that the transaction is undone, so that making it again cannot do anything twice.</summary>
    internal static bool IsUndone(Exception e) => e is PostgresException { Severity: "ERROR" };

    /// <summary>Whether the transaction lost a race and may win the next one.</summary>
    internal static bool IsRace(Exception e) => e is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    internal static JournalException From(Exception e, string doing)
    {
        if (e is JournalException named) return named;
        if (!IsOurs(e)) return new JournalException($"The journal failed while {doing}: {e.Message}", e);
        if (e is not PostgresException server) return new JournalUnreachableException($"The journal's server did not answer while {doing}: {e.Message} Retry.", e);
        var said = $"PostgreSQL said {server.SqlState}: {server.MessageText}.";
        var where = $"The journal failed while {doing}.";
        return server.SqlState switch
        {
            PostgresErrorCodes.DiskFull => new JournalFullException($"{where} The server's disk is full: free some space, then retry. {said}", e),
            PostgresErrorCodes.ReadOnlySqlTransaction =>
                new JournalReadOnlyException($"{where} The server is read-only, such as a standby: name the primary, then retry. {said}", e),
            PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted =>
                new JournalCorruptException($"{where} The database is damaged: restore it; do not retry. {said}", e),
            PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.TooManyConnections
                or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected =>
                new JournalBusyException($"{where} The server is busy for longer than the wait allows: retry. {said}", e),
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow =>
                new JournalUnreachableException($"{where} The server is stopping or starting: retry. {said}", e),
            _ when server.SqlState.StartsWith("08", StringComparison.Ordinal) => new JournalUnreachableException($"{where} The connection broke: retry. {said}", e),
            _ => new JournalException($"{where} {said}", e),
        };
    }
}
