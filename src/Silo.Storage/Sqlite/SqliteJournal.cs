using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Storage.Journals;
using Silo.Storage.Sqlite.Access;
using Silo.Storage.Sqlite.Reads;
using Silo.Storage.Sqlite.Writes;

namespace Silo.Storage.Sqlite;

/// <summary>A journal in one SQLite file, for all sessions of one machine. Safe for use by many callers, and by many processes on one local file system.</summary>
/// <remarks>
/// One thread writes: commits that queued while it was busy share a transaction, and so a sync. Readers have connections of their own.
/// Idempotency keys expire by the clock that the journal was opened with.
/// </remarks>
public sealed class SqliteJournal : IJournal, IJournalLoad, IAsyncDisposable
{
    private readonly JournalWriter _writer;
    private readonly ReadPool _readers;
    private readonly TimeProvider _time;
    private readonly TenantRoom _room;
    private readonly JournalTelemetry? _telemetry;
    private int _disposed;

    private SqliteJournal(JournalWriter writer, ReadPool readers, TimeProvider time, JournalTelemetry? telemetry)
    {
        _writer = writer;
        _readers = readers;
        _time = time;
        _room = new TenantRoom(time);
        _telemetry = telemetry;
        Access = new SqliteAccessStore(writer, readers);
    }

    /// <summary>Keys and audit log, in the same file. Closed with the journal.</summary>
    public SqliteAccessStore Access { get; }

    /// <summary>Opens the journal; makes it when the file is absent, and brings an older schema up to date.</summary>
    /// <param name="options">Where it lies and how it works.</param>
    /// <param name="time">The clock of waits and expiry.</param>
    /// <exception cref="ArgumentException">An option is out of its range. Do not retry.</exception>
    /// <exception cref="JournalSchemaException">The file was written by a newer Silo, or is no journal. Nothing was changed.</exception>
    /// <exception cref="JournalReadOnlyException">The file or its file system is read-only.</exception>
    /// <exception cref="JournalCorruptException">The file is damaged.</exception>
    /// <exception cref="JournalBusyException">Another process held it for longer than <see cref="SqliteJournalOptions.BusyTimeout"/>. Retry.</exception>
    public static async Task<SqliteJournal> OpenAsync(SqliteJournalOptions options, TimeProvider time)
    {
        options.Validate();
        var writer = await JournalWriter.StartAsync(options, time);
        return new SqliteJournal(writer, new ReadPool(options, time), time, options.Telemetry);
    }

    /// <inheritdoc />
    public JournalLoad Load => _writer.Load;

    /// <inheritdoc />
    public async Task<CreateResult> CreateAsync(SessionRow row, StoredEvent created, IdempotencyKey? key, long? tenantSessionsMax, CancellationToken cancellationToken)
    {
        CommitCheck.Check(row, created, key);
        var bound = _room.BoundOf(row.Key.Tenant, tenantSessionsMax);
        var request = new CreateRequest(row, created, key, bound, _time);
        var result = await _writer.WriteAsync(request, cancellationToken);
        _room.Take(row.Key.Tenant, request.Counted, bound);
        return result
            ?? throw new InvalidOperationException($"The id of session {row.Key} belongs, or belonged, to another session.");
    }

    /// <inheritdoc />
    public Task<FenceResult> FenceAsync(SessionKey key, Owner owner, CancellationToken cancellationToken) =>
        _writer.WriteAsync(new FenceRequest(key, owner), cancellationToken);

    /// <inheritdoc />
    public Task<AppendResult> AppendAsync(Commit commit, CancellationToken cancellationToken)
    {
        var bytes = CommitCheck.Check(commit);
        return _telemetry is null ? WriteAsync() : _telemetry.TraceAsync(commit.Events.Count, WriteAsync);

        Task<AppendResult> WriteAsync() => _writer.WriteAsync(new AppendRequest(commit, bytes, _time), cancellationToken);
    }

    /// <inheritdoc />
    public Task<EventPage?> ReadAsync(SessionKey key, long after, int eventsMax, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        CheckLimit(eventsMax, 1024);
        return _readers.ReadAsync(c => EventReads.Page(c, key, after, eventsMax), cancellationToken);
    }

    /// <inheritdoc />
    public Task<SessionRow?> FindAsync(SessionKey key, CancellationToken cancellationToken) =>
        _readers.ReadAsync(c => FindReads.Session(c, key), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<SessionRow>> ListAsync(SessionQuery query, CancellationToken cancellationToken)
    {
        CheckLimit(query.Limit, 200);
        return _readers.ReadAsync(c => ListReads.Sessions(c, query), cancellationToken);
    }

    /// <inheritdoc />
    public Task<TurnTicket?> FindTurnAsync(TenantId tenant, TurnId turn, CancellationToken cancellationToken) =>
        _readers.ReadAsync(c => FindReads.Turn(c, tenant, turn), cancellationToken);

    /// <inheritdoc />
    public Task<ApprovalRow?> FindApprovalAsync(TenantId tenant, ApprovalId approval, CancellationToken cancellationToken) =>
        _readers.ReadAsync(c => FindReads.Approval(c, tenant, approval), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<ApprovalRow>> ListApprovalsAsync(ApprovalQuery query, CancellationToken cancellationToken)
    {
        CheckLimit(query.Limit, 200);
        return _readers.ReadAsync(c => ListReads.Approvals(c, query), cancellationToken);
    }

    /// <inheritdoc />
    public Task<IdempotencyKey?> FindKeyAsync(TenantId tenant, string route, string key, CancellationToken cancellationToken) =>
        _readers.ReadAsync(c => FindReads.Key(c, tenant, route, key, _time.GetUtcNow()), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<SessionKey>> ListUnfinishedAsync(string node, SessionKey? after, int limit, CancellationToken cancellationToken)
    {
        CheckLimit(limit, 1000);
        return _readers.ReadAsync(c => ListReads.Unfinished(c, node, after, limit), cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<SessionRow>> ListExpiredAsync(string node, int limit, CancellationToken cancellationToken)
    {
        CheckLimit(limit, 1000);
        return _readers.ReadAsync(c => ListReads.Expired(c, node, _time.GetUtcNow(), limit), cancellationToken);
    }

    /// <inheritdoc />
    public async Task<AppendResult> DeleteAsync(SessionKey key, long epoch, CancellationToken cancellationToken)
    {
        var result = await _writer.WriteAsync(new DeleteRequest(key, epoch), cancellationToken);
        _room.Forget(key.Tenant);
        return result;
    }

    /// <inheritdoc />
    public Task<int> SweepKeysAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        CheckLimit(limit, 10_000);
        return _writer.WriteAsync(new SweepRequest(now < _time.GetUtcNow() ? now : _time.GetUtcNow(), limit), cancellationToken);
    }

    /// <summary>Takes no further call, finishes what was taken, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;

        // The writer goes last, so that it, and not a reader, copies the log into the database.
        await _readers.DisposeAsync();
        await _writer.DisposeAsync();
    }

    private static void CheckLimit(int limit, int max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, max);
    }
}
