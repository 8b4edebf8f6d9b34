using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Journals;
using Silo.Storage.Postgres.Access;
using Silo.Storage.Postgres.Engine;
using Silo.Storage.Postgres.Reads;
using Silo.Storage.Postgres.Writes;

namespace Silo.Storage.Postgres;

/// <summary>A journal in a PostgreSQL database, for all sessions of many nodes. Safe for use by many callers and many processes.</summary>
/// <remarks>
/// One thread writes: commits that queued while the server was busy go to it in one round trip and one transaction. Idempotency keys
/// expire by the database's clock. A connection that breaks is made again with the next call; what was under way has an unknown
/// outcome, and its caller fences and reads.
/// </remarks>
public sealed class PostgresJournal : IJournal, IJournalWatch, IJournalLoad, IJournalClock, IAsyncDisposable
{
    private readonly PostgresConnections _connections;
    private readonly PostgresWriter _writer;
    private readonly PostgresReads _reads;
    private readonly PostgresEvents _events;
    private readonly PostgresWatch _watch;
    private readonly TenantRoom _room;
    private readonly JournalTelemetry? _telemetry;
    private int _disposed;

    private PostgresJournal(PostgresConnections connections, PostgresWriter writer, PostgresReads reads, TimeProvider time, JournalTelemetry? telemetry)
    {
        _room = new TenantRoom(time);
        _telemetry = telemetry;
        _connections = connections;
        _writer = writer;
        _reads = reads;
        _events = new PostgresEvents(connections);
        _watch = new PostgresWatch(connections);
        Access = new PostgresAccessStore(connections, writer);
    }

    /// <summary>Keys and audit log, in the same schema. Closed with the journal.</summary>
    public PostgresAccessStore Access { get; }

    /// <summary>Opens the journal; makes its schema when that is absent, and brings an older one up to date.</summary>
    /// <param name="options">Where it is and how it works.</param>
    /// <param name="time">The clock of its own waits. What expires does so by the database's.</param>
    /// <param name="cancellationToken">Stops waiting for the server.</param>
    /// <exception cref="ArgumentException">An option is out of its range. Do not retry.</exception>
    /// <exception cref="JournalSchemaException">The schema is of a newer Silo, or no journal's. Nothing was changed.</exception>
    /// <exception cref="JournalUnreachableException">The server cannot be reached. Retry.</exception>
    /// <exception cref="JournalException">The server refuses, or does not sync.</exception>
    public static async Task<PostgresJournal> OpenAsync(PostgresJournalOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        options.Validate();
        var connections = new PostgresConnections(options, new CallLoad(time));
        try
        {
            await using (var connection = await connections.OpenWriterAsync(cancellationToken))
            {
                if (!options.AllowUnsafeServer) await PostgresConnections.CheckDurableAsync(connection, cancellationToken);
                await PostgresSchema.UpgradeAsync(connection, options.Schema, cancellationToken);
            }

            var reads = new PostgresReads(connections, options.Clock);
            var buried = await reads.BuriedAsync(cancellationToken);
            return new PostgresJournal(connections, new PostgresWriter(connections, options, time, buried), reads, time, options.Telemetry);
        }
        catch (Exception e)
        {
            await connections.DisposeAsync();
            if (PostgresError.IsOurs(e)) throw PostgresError.From(e, "opening it");
            throw;
        }
    }

    /// <inheritdoc />
    public JournalLoad Load
    {
        get
        {
            var (writes, reads) = (_writer.Load, _connections.Reads);
            return new JournalLoad(writes.Calls + reads.Calls, writes.Bytes, writes.Silence > reads.Silence ? writes.Silence : reads.Silence);
        }
    }

    /// <inheritdoc />
    public async Task<CreateResult> CreateAsync(SessionRow row, StoredEvent created, IdempotencyKey? key, long? tenantSessionsMax, CancellationToken cancellationToken)
    {
        CommitCheck.Check(row, created, key);
        var bound = _room.BoundOf(row.Key.Tenant, tenantSessionsMax);
        var write = new CreateWrite(row, created, key, bound);
        var result = await _writer.WriteAsync(write, cancellationToken);
        _room.Take(row.Key.Tenant, write.Counted, bound);
        return result
            ?? throw new InvalidOperationException($"The id of session {row.Key} belongs, or belonged, to another session.");
    }

    /// <inheritdoc />
    public Task<FenceResult> FenceAsync(SessionKey key, Owner owner, CancellationToken cancellationToken) =>
        _writer.WriteAsync(new FenceWrite(key, owner), cancellationToken);

    /// <inheritdoc />
    public Task<AppendResult> AppendAsync(Commit commit, CancellationToken cancellationToken)
    {
        var bytes = CommitCheck.Check(commit);
        for (var i = 1; i < commit.Keys.Count; i++)
            for (var j = 0; j < i; j++)
                if (commit.Keys[j].Key == commit.Keys[i].Key && commit.Keys[j].Route == commit.Keys[i].Route)
                    return Task.FromResult<AppendResult>(new AppendResult.Conflict(commit.Head, $"the idempotency key '{commit.Keys[i].Key}' stands twice in the commit"));
        return _telemetry is null ? WriteAsync() : _telemetry.TraceAsync(commit.Events.Count, WriteAsync);

        Task<AppendResult> WriteAsync() => _writer.WriteAsync(new AppendWrite(commit, bytes), cancellationToken);
    }

    /// <inheritdoc />
    public Task<EventPage?> ReadAsync(SessionKey key, long after, int eventsMax, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        CheckLimit(eventsMax, 1024);
        return _events.PageAsync(key, after, eventsMax, cancellationToken);
    }

    /// <inheritdoc />
    public Task<SessionRow?> FindAsync(SessionKey key, CancellationToken cancellationToken) => _reads.SessionAsync(key, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<SessionRow>> ListAsync(SessionQuery query, CancellationToken cancellationToken)
    {
        CheckLimit(query.Limit, 200);
        return _reads.SessionsAsync(query, cancellationToken);
    }

    /// <inheritdoc />
    public Task<TurnTicket?> FindTurnAsync(TenantId tenant, TurnId turn, CancellationToken cancellationToken) => _reads.TurnAsync(tenant, turn, cancellationToken);

    /// <inheritdoc />
    public Task<ApprovalRow?> FindApprovalAsync(TenantId tenant, ApprovalId approval, CancellationToken cancellationToken) =>
        _reads.ApprovalAsync(tenant, approval, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<ApprovalRow>> ListApprovalsAsync(ApprovalQuery query, CancellationToken cancellationToken)
    {
        CheckLimit(query.Limit, 200);
        return _reads.ApprovalsAsync(query, cancellationToken);
    }

    /// <inheritdoc />
    public Task<IdempotencyKey?> FindKeyAsync(TenantId tenant, string route, string key, CancellationToken cancellationToken) =>
        _reads.KeyAsync(tenant, route, key, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<SessionKey>> ListUnfinishedAsync(string node, SessionKey? after, int limit, CancellationToken cancellationToken)
    {
        CheckLimit(limit, 1000);
        return _reads.UnfinishedAsync(node, after, limit, cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<SessionRow>> ListExpiredAsync(string node, int limit, CancellationToken cancellationToken)
    {
        CheckLimit(limit, 1000);
        return _reads.ExpiredAsync(node, limit, cancellationToken);
    }

    /// <inheritdoc />
    public Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => _reads.NowAsync(cancellationToken);

    /// <inheritdoc />
    public async Task<AppendResult> DeleteAsync(SessionKey key, long epoch, CancellationToken cancellationToken)
    {
        var result = await _writer.WriteAsync(new DeleteWrite(key, epoch), cancellationToken);
        _room.Forget(key.Tenant);
        return result;
    }

    /// <inheritdoc />
    public Task<int> SweepKeysAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        CheckLimit(limit, 10_000);
        return _writer.WriteAsync(new SweepWrite(now, limit), cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<SessionHead>> HeadsAsync(IReadOnlyList<SessionKey> sessions, CancellationToken cancellationToken)
    {
        CheckLimit(sessions.Count, IJournalWatch.HeadsMax);
        return _watch.HeadsAsync(sessions, cancellationToken);
    }

    /// <inheritdoc />
    public IAsyncEnumerable<SessionHead> ListenAsync(CancellationToken cancellationToken) => _watch.ListenAsync(cancellationToken);

    /// <summary>Takes no further call, finishes what was taken, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _writer.DisposeAsync();
        await _connections.DisposeAsync();
    }

    private static void CheckLimit(int limit, int max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, max);
    }
}
