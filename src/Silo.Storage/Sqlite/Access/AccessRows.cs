using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Journals;
using Silo.Storage.Sqlite.Engine;

namespace Silo.Storage.Sqlite.Access;

/// <summary>Reads rows of keys and of the audit log, in the order of columns that each constant names.</summary>
internal static class AccessRows
{
    internal const string KeyColumns = "id, tenant, role, name, secret_sha256, created_at, created_by, expires_at, revoked_at, last_used_at";

    internal const string AuditColumns = "a.id, a.tenant, a.at, a.caller, a.caller_name, a.operation, coalesce(e.target, a.target), a.request, e.outcome, e.at";

    internal static ApiKey Key(Statement row) => Sound(row, static row => new ApiKey
    {
        Id = KeyId.Parse(row.Text(0)!),
        Tenant = TenantId.Parse(row.Text(1)!),
        Role = StoredNames.RoleOf(row.Long(2)),
        Name = row.Text(3)!,
        SecretSha256 = row.Text(4)!,
        CreatedAt = Time(row.Long(5)),
        CreatedBy = row.Text(6)!,
        ExpiresAt = TimeOrNull(row, 7),
        RevokedAt = TimeOrNull(row, 8),
        LastUsedAt = TimeOrNull(row, 9),
    });

    internal static AuditEntry Audit(Statement row) => Sound(row, static row => new AuditEntry
    {
        Id = AuditId.Parse(row.Text(0)!),
        Tenant = TenantId.Parse(row.Text(1)!),
        At = Time(row.Long(2)),
        Caller = row.Text(3)!,
        CallerName = row.Text(4)!,
        Operation = row.Text(5)!,
        Target = row.Text(6),
        Request = row.Text(7)!,
        Outcome = row.Text(8),
        EndedAt = TimeOrNull(row, 9),
    });

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    private static DateTimeOffset? TimeOrNull(Statement row, int column) => row.LongOrNull(column) is { } ticks ? Time(ticks) : null;

    private static T Sound<T>(Statement row, Func<Statement, T> read)
    {
        try
        {
            return read(row);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new JournalCorruptException($"A row of keys or of the audit log does not read as what it should be: {e.Message} Do not retry.", e);
        }
    }
}
