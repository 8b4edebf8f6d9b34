namespace Silo.Storage.Postgres.Engine;

/// <summary>Keys, and the audit log. An entry's end has a table of its own, so that no row of the log is ever changed.</summary>
internal static class SchemaStep2
{
    internal static string Sql(string schema) => $"""
        CREATE TABLE {schema}.api_key (
            id text COLLATE "C" PRIMARY KEY,
            tenant text COLLATE "C" NOT NULL,
            role smallint NOT NULL,
            name text NOT NULL,
            secret_sha256 text NOT NULL,
            created_at bigint NOT NULL,
            created_by text NOT NULL,
            expires_at bigint,
            revoked_at bigint,
            last_used_at bigint);
        CREATE INDEX api_key_tenant ON {schema}.api_key (tenant, id);

        CREATE TABLE {schema}.audit (
            id text COLLATE "C" PRIMARY KEY,
            tenant text COLLATE "C" NOT NULL,
            at bigint NOT NULL,
            caller text COLLATE "C" NOT NULL,
            caller_name text NOT NULL,
            operation text COLLATE "C" NOT NULL,
            target text COLLATE "C",
            request text NOT NULL);
        CREATE INDEX audit_tenant ON {schema}.audit (tenant, id);
        CREATE INDEX audit_age ON {schema}.audit (at);

        CREATE TABLE {schema}.audit_end (
            id text COLLATE "C" PRIMARY KEY,
            outcome text NOT NULL,
            target text COLLATE "C",
            at bigint NOT NULL);
        """;
}
