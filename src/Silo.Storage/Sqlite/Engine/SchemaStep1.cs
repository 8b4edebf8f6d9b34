namespace Silo.Storage.Sqlite.Engine;

/// <summary>The first schema.</summary>
/// <remarks>
/// Times are UTC ticks of 100 ns since year 1, so that they come back exactly. A session's <c>number</c> is its short name in the other tables;
/// a deleted session keeps its row as a tombstone, so that neither number nor id is used again (<c>deleted</c>: 0 live, 1 being emptied,
/// 2 gone). A session's head is not stored apart: it is its last event's sequence, and so cannot disagree with the events.
/// </remarks>
internal static class SchemaStep1
{
    internal const string Sql = """
        CREATE TABLE session (
            number INTEGER PRIMARY KEY,
            tenant TEXT NOT NULL,
            id TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            deleted INTEGER NOT NULL DEFAULT 0,
            agent TEXT NOT NULL,
            agent_version TEXT NOT NULL,
            title TEXT,
            labels TEXT,
            status INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            owner_node TEXT,
            owner_start TEXT,
            owner_address TEXT);
        CREATE UNIQUE INDEX session_id ON session (tenant, id);
        CREATE INDEX session_agent ON session (tenant, agent, id) WHERE deleted = 0;
        CREATE INDEX session_busy ON session (tenant, status, id) WHERE deleted = 0 AND status <> 0;
        CREATE INDEX session_emptying ON session (number) WHERE deleted = 1;

        CREATE TABLE session_label (
            tenant TEXT NOT NULL,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            id TEXT NOT NULL,
            session INTEGER NOT NULL,
            PRIMARY KEY (tenant, name, value, id)) WITHOUT ROWID;
        CREATE INDEX session_label_session ON session_label (session);

        CREATE TABLE event (
            place INTEGER PRIMARY KEY,
            session INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            kind TEXT NOT NULL,
            checksum INTEGER NOT NULL,
            utf8 BLOB NOT NULL);
        CREATE UNIQUE INDEX event_sequence ON event (session, sequence);

        CREATE TABLE ticket (
            tenant TEXT NOT NULL,
            turn TEXT NOT NULL,
            session INTEGER NOT NULL,
            state INTEGER NOT NULL,
            queued_at INTEGER NOT NULL,
            ended_at INTEGER,
            queued_sequence INTEGER NOT NULL,
            ended_sequence INTEGER,
            stop_reason TEXT,
            PRIMARY KEY (tenant, turn)) WITHOUT ROWID;
        CREATE INDEX ticket_session ON ticket (session);
        CREATE INDEX ticket_open ON ticket (session) WHERE state <> 2;

        CREATE TABLE approval (
            tenant TEXT NOT NULL,
            id TEXT NOT NULL,
            session INTEGER NOT NULL,
            turn TEXT NOT NULL,
            reason TEXT NOT NULL,
            title TEXT NOT NULL,
            tool TEXT,
            requested_at INTEGER NOT NULL,
            requested_sequence INTEGER NOT NULL,
            decision TEXT,
            answer TEXT,
            decided_by TEXT,
            decided_at INTEGER,
            PRIMARY KEY (tenant, id)) WITHOUT ROWID;
        CREATE INDEX approval_session ON approval (session, id);
        CREATE INDEX approval_open ON approval (tenant, id) WHERE decision IS NULL;

        CREATE TABLE idempotency (
            tenant TEXT NOT NULL,
            route TEXT NOT NULL,
            key TEXT NOT NULL,
            body_hash TEXT NOT NULL,
            result TEXT NOT NULL,
            expires_at INTEGER NOT NULL,
            PRIMARY KEY (tenant, route, key)) WITHOUT ROWID;
        CREATE INDEX idempotency_expiry ON idempotency (expires_at);
        """;
}
