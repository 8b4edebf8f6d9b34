using Npgsql;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Journals;
using Silo.Storage.Postgres.Reads;

namespace Silo.Storage.Postgres.Access;

/// <summary>Reads rows of keys and of the audit log, in the order of columns that each constant names.</summary>
internal static class AccessRows
{
    internal const string KeyColumns = "id, tenant, role, name, secret_sha256, created_at, created_by, expires_at, revoked_at, last_used_at";

    internal const string AuditColumns = "a.id, a.tenant, a.at, a.caller, a.caller_name, a.operation, coalesce(e.target, a.target), a.request, e.outcome, e.at";

    internal static ApiKey Key(NpgsqlDataReader row) => Sound(row, static row => new ApiKey
    {
        Id = KeyId.Parse(row.GetString(0)),
        Tenant = TenantId.Parse(row.GetString(1)),
        Role = StoredNames.RoleOf(row.GetInt16(2)),
        Name = PostgresRows.Text(row, 3)!,
        SecretSha256 = row.GetString(4),
        CreatedAt = Time(row.GetInt64(5)),
        CreatedBy = PostgresRows.Text(row, 6)!,
        ExpiresAt = TimeOrNull(row, 7),
        RevokedAt = TimeOrNull(row, 8),
        LastUsedAt = TimeOrNull(row, 9),
    });

    internal static AuditEntry Audit(NpgsqlDataReader row) => Sound(row, static row => new AuditEntry
    {
        Id = AuditId.Parse(row.GetString(0)),
        Tenant = TenantId.Parse(row.GetString(1)),
        At = Time(row.GetInt64(2)),
        Caller = PostgresRows.Text(row, 3)!,
        CallerName = PostgresRows.Text(row, 4)!,
        Operation = row.GetString(5),
        Target = PostgresRows.Text(row, 6),
        Request = PostgresRows.Text(row, 7)!,
        Outcome = PostgresRows.Text(row, 8),
        EndedAt = TimeOrNull(row, 9),
    });

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    private static DateTimeOffset? TimeOrNull(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : Time(row.GetInt64(column));

    private static T Sound<T>(NpgsqlDataReader row, Func<NpgsqlDataReader, T> read)
    {
        try
        {
            return read(row);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidCastException)
        {
            throw new JournalCorruptException($"A row of keys or of the audit log does not read as what it should be: {e.Message} Do not retry.", e);
        }
    }
}
