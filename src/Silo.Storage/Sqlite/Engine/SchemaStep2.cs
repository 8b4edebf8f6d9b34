namespace Silo.Storage.Sqlite.Engine;

/// <summary>Keys, and the audit log. An entry's end has a table of its own, so that no row of the log is ever changed.</summary>
internal static class SchemaStep2
{
    internal const string Sql = """
        CREATE TABLE api_key (
            id TEXT PRIMARY KEY,
            tenant TEXT NOT NULL,
            role INTEGER NOT NULL,
            name TEXT NOT NULL,
            secret_sha256 TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            created_by TEXT NOT NULL,
            expires_at INTEGER,
            revoked_at INTEGER,
            last_used_at INTEGER) WITHOUT ROWID;
        CREATE INDEX api_key_tenant ON api_key (tenant, id);

        CREATE TABLE audit (
            id TEXT PRIMARY KEY,
            tenant TEXT NOT NULL,
            at INTEGER NOT NULL,
            caller TEXT NOT NULL,
            caller_name TEXT NOT NULL,
            operation TEXT NOT NULL,
            target TEXT,
            request TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX audit_tenant ON audit (tenant, id);
        CREATE INDEX audit_age ON audit (at);

        CREATE TABLE audit_end (
            id TEXT PRIMARY KEY,
            outcome TEXT NOT NULL,
            target TEXT,
            at INTEGER NOT NULL) WITHOUT ROWID;
        """;
}
