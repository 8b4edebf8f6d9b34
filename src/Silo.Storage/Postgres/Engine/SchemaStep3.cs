namespace Silo.Storage.Postgres.Engine;

/// <summary>Retention, the way from a session to the key that made it, and a compression that costs less time where the server has it.</summary>
/// <remarks>
/// A session's <c>retention</c> is in ticks of 100 ns, null for none; a session that has none costs the index nothing, and one that an
/// older host makes has none. What was compressed before stays as it is and reads as ever. A server built without lz4 says
/// <c>feature_not_supported</c> and goes on with its own.
/// </remarks>
internal static class SchemaStep3
{
    internal static string Sql(string schema) => $$"""
        ALTER TABLE {{schema}}.session ADD COLUMN retention bigint;
        CREATE INDEX session_expiry ON {{schema}}.session ((updated_at + retention)) WHERE deleted = 0 AND status = 0 AND retention IS NOT NULL;
        CREATE INDEX idempotency_session ON {{schema}}.idempotency (tenant, result) WHERE route = 'POST /v1/sessions';
        DO $$ BEGIN
            ALTER TABLE {{schema}}.event ALTER COLUMN utf8 SET COMPRESSION lz4;
            -- Partitions keep their own: the table's word is for those that are made later.
            {{string.Concat(Enumerable.Range(0, SchemaStep1.Partitions).Select(i => $"ALTER TABLE {schema}.event_{i} ALTER COLUMN utf8 SET COMPRESSION lz4; "))}}
        EXCEPTION WHEN feature_not_supported OR invalid_parameter_value THEN NULL;
        END $$;
        """;
}
