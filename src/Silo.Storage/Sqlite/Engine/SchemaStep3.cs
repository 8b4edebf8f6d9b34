namespace Silo.Storage.Sqlite.Engine;

/// <summary>Retention, and the way from a session to the key that made it.</summary>
/// <remarks>A session's <c>retention</c> is in ticks of 100 ns, null for none. A session that has none costs the index nothing.</remarks>
internal static class SchemaStep3
{
    internal const string Sql = """
        ALTER TABLE session ADD COLUMN retention INTEGER;
        CREATE INDEX session_expiry ON session (updated_at + retention) WHERE deleted = 0 AND status = 0 AND retention IS NOT NULL;
        CREATE INDEX idempotency_session ON idempotency (tenant, result) WHERE route = 'POST /v1/sessions';
        """;
}
