namespace Silo.Storage.Postgres.Engine;

/// <summary>The first schema.</summary>
/// <remarks>
/// Times are UTC ticks of 100 ns since year 1, so that they come back exactly. A session's <c>number</c> is its short name in the other
/// tables; a deleted session keeps its row as a tombstone, so that neither number nor id is used again (<c>deleted</c>: 0 live, 1 being
/// emptied, 2 gone). Ids compare byte by byte, whatever the database's language. Labels are found by their hashes,
/// because an index holds no long text. Events lie in 16 partitions by the hash of their
/// session, so that vacuum and indexes stay small; the server compresses what is large. A session's row changes with every commit: its
/// pages keep room for that. Who looks for one session says <c>deleted + 0 = 0</c>, which no partial index fits: of a young table the
/// planner knows nothing, and could as well walk through all sessions of a tenant.
/// </remarks>
internal static class SchemaStep1
{
    internal const int Partitions = 16;

    internal static string Sql(string schema) => $$"""
        CREATE TABLE {{schema}}.session (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            tenant text COLLATE "C" NOT NULL,
            id text COLLATE "C" NOT NULL,
            epoch bigint NOT NULL,
            head bigint NOT NULL,
            deleted smallint NOT NULL DEFAULT 0,
            agent text COLLATE "C" NOT NULL,
            agent_version text NOT NULL,
            title text,
            labels text,
            status smallint NOT NULL,
            created_at bigint NOT NULL,
            updated_at bigint NOT NULL,
            owner_node text COLLATE "C",
            owner_start text,
            owner_address text) WITH (fillfactor = 60);
        CREATE UNIQUE INDEX session_id ON {{schema}}.session (tenant, id);
        CREATE INDEX session_agent ON {{schema}}.session (tenant, agent, id) WHERE deleted = 0;
        CREATE INDEX session_busy ON {{schema}}.session (tenant, status, id) WHERE deleted = 0 AND status <> 0;
        CREATE INDEX session_emptying ON {{schema}}.session (number) WHERE deleted = 1;

        CREATE TABLE {{schema}}.session_label (
            tenant text COLLATE "C" NOT NULL,
            name text COLLATE "C" NOT NULL,
            value text COLLATE "C" NOT NULL,
            id text COLLATE "C" NOT NULL,
            session bigint NOT NULL);
        CREATE INDEX session_label_session ON {{schema}}.session_label (session);
        CREATE INDEX session_label_value ON {{schema}}.session_label (tenant, md5(name), md5(value), id);

        CREATE TABLE {{schema}}.event (
            session bigint NOT NULL,
            sequence bigint NOT NULL,
            kind text NOT NULL,
            checksum bigint NOT NULL,
            utf8 bytea NOT NULL,
            PRIMARY KEY (session, sequence)) PARTITION BY HASH (session);
        {{string.Concat(Enumerable.Range(0, Partitions).Select(i =>
            $"CREATE TABLE {schema}.event_{i} PARTITION OF {schema}.event FOR VALUES WITH (MODULUS {Partitions}, REMAINDER {i}) WITH (autovacuum_vacuum_insert_scale_factor = 0.5);\n"))}}
        CREATE TABLE {{schema}}.ticket (
            tenant text COLLATE "C" NOT NULL,
            turn text COLLATE "C" NOT NULL,
            session bigint NOT NULL,
            state smallint NOT NULL,
            queued_at bigint NOT NULL,
            ended_at bigint,
            queued_sequence bigint NOT NULL,
            ended_sequence bigint,
            stop_reason text,
            PRIMARY KEY (tenant, turn)) WITH (fillfactor = 80);
        CREATE INDEX ticket_session ON {{schema}}.ticket (session);
        CREATE INDEX ticket_open ON {{schema}}.ticket (session) WHERE state <> 2;

        CREATE TABLE {{schema}}.approval (
            tenant text COLLATE "C" NOT NULL,
            id text COLLATE "C" NOT NULL,
            session bigint NOT NULL,
            turn text COLLATE "C" NOT NULL,
            reason text NOT NULL,
            title text NOT NULL,
            tool text,
            requested_at bigint NOT NULL,
            requested_sequence bigint NOT NULL,
            decision text,
            answer text,
            decided_by text,
            decided_at bigint,
            PRIMARY KEY (tenant, id));
        CREATE INDEX approval_session ON {{schema}}.approval (session, id);
        CREATE INDEX approval_open ON {{schema}}.approval (tenant, id) WHERE decision IS NULL;

        CREATE TABLE {{schema}}.idempotency (
            tenant text COLLATE "C" NOT NULL,
            route text COLLATE "C" NOT NULL,
            key text COLLATE "C" NOT NULL,
            body_hash text NOT NULL,
            result text NOT NULL,
            expires_at bigint NOT NULL,
            PRIMARY KEY (tenant, route, key));
        CREATE INDEX idempotency_expiry ON {{schema}}.idempotency (expires_at);

        -- The database's clock in the journal's unit.
        CREATE FUNCTION {{schema}}.ticks() RETURNS bigint LANGUAGE sql VOLATILE AS
            $$ SELECT 621355968000000000 + (extract(epoch FROM clock_timestamp()) * 10000000)::bigint $$;

        -- Another node used the key since this statement began: the transaction ends, and is made again with what is true now.
        CREATE FUNCTION {{schema}}.key_taken() RETURNS bigint LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'an idempotency key was used meanwhile' USING ERRCODE = 'serialization_failure'; END $$;
        """;
}
