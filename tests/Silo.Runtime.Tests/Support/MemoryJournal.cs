using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Runtime.Tests.Support;

/// <summary>A journal in memory that keeps to the port's contract; commits can be held back or made to fail.</summary>
internal sealed class MemoryJournal : IJournal
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SessionKey, SessionRow> _rows = [];
    private readonly Dictionary<SessionKey, List<StoredEvent>> _events = [];
    private readonly Dictionary<TurnId, TurnTicket> _tickets = [];
    private readonly Dictionary<ApprovalId, ApprovalRow> _approvals = [];
    private readonly Dictionary<(TenantId, string, string), IdempotencyKey> _keys = [];

    public int Commits { get; private set; }

    /// <summary>The journal's clock, by which retention is over.</summary>
    public DateTimeOffset Now { get; set; }

    /// <summary>Called before a commit is applied; may wait, or throw for an unknown outcome.</summary>
    public Func<Commit, Task>? Before { get; set; }

    /// <summary>Called after a commit is applied and before its sender knows.</summary>
    public Func<Commit, Task>? After { get; set; }

    /// <summary>Called before a session is fenced or unfinished ones are listed; may throw.</summary>
    public Action? OnFence { get; set; }

    /// <summary>Called before events are read; may throw.</summary>
    public Action? OnRead { get; set; }

    /// <summary>Called before a session is deleted; may throw.</summary>
    public Action? OnDelete { get; set; }

    public IReadOnlyList<StoredEvent> Events(SessionKey key)
    {
        lock (_lock) return [.. _events[key]];
    }

    public Task<CreateResult> CreateAsync(SessionRow row, StoredEvent created, IdempotencyKey? key, long? tenantSessionsMax, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (key is not null && _keys.TryGetValue((row.Key.Tenant, key.Route, key.Key), out var earlier)) return Task.FromResult<CreateResult>(new CreateResult.KeyUsed(earlier));
            if (_rows.Keys.Count(one => one.Tenant == row.Key.Tenant) >= (tenantSessionsMax ?? long.MaxValue)) return Task.FromResult<CreateResult>(CreateResult.TenantFull.Instance);
            if (key is not null) _keys[(row.Key.Tenant, key.Route, key.Key)] = key;
            _rows.Add(row.Key, row);
            _events.Add(row.Key, [created]);
            return Task.FromResult<CreateResult>(CreateResult.Created.Instance);
        }
    }

    public Task<FenceResult> FenceAsync(SessionKey key, Owner owner, CancellationToken cancellationToken)
    {
        OnFence?.Invoke();
        lock (_lock)
        {
            if (!_rows.TryGetValue(key, out var row)) return Task.FromResult<FenceResult>(FenceResult.Gone.Instance);
            var taken = row with { Epoch = row.Epoch + 1, Owner = owner };
            _rows[key] = taken;
            return Task.FromResult<FenceResult>(new FenceResult.Taken(taken.Epoch, taken, row.Owner));
        }
    }

    public async Task<AppendResult> AppendAsync(Commit commit, CancellationToken cancellationToken)
    {
        if (Before is { } before) await before(commit);
        var result = Apply(commit);
        if (After is { } after) await after(commit);
        return result;
    }

    public Task<EventPage?> ReadAsync(SessionKey key, long after, int eventsMax, CancellationToken cancellationToken)
    {
        OnRead?.Invoke();
        lock (_lock)
        {
            if (!_events.TryGetValue(key, out var events)) return Task.FromResult<EventPage?>(null);
            return Task.FromResult<EventPage?>(new EventPage([.. events.Skip((int)after).Take(eventsMax)], events.Count));
        }
    }

    public Task<SessionRow?> FindAsync(SessionKey key, CancellationToken cancellationToken)
    {
        lock (_lock) return Task.FromResult(_rows.GetValueOrDefault(key));
    }

    public Task<IReadOnlyList<SessionRow>> ListAsync(SessionQuery query, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<SessionRow>>([.. _rows.Values.Where(r => r.Key.Tenant == query.Tenant).OrderByDescending(r => r.Key.Session.Value).Take(query.Limit)]);
    }

    public Task<TurnTicket?> FindTurnAsync(TenantId tenant, TurnId turn, CancellationToken cancellationToken)
    {
        lock (_lock) return Task.FromResult(_tickets.GetValueOrDefault(turn));
    }

    public Task<ApprovalRow?> FindApprovalAsync(TenantId tenant, ApprovalId approval, CancellationToken cancellationToken)
    {
        lock (_lock) return Task.FromResult(_approvals.GetValueOrDefault(approval));
    }

    public Task<IReadOnlyList<ApprovalRow>> ListApprovalsAsync(ApprovalQuery query, CancellationToken cancellationToken)
    {
        lock (_lock) return Task.FromResult<IReadOnlyList<ApprovalRow>>([.. _approvals.Values.Where(a => !query.OpenOnly || a.Decision is null)]);
    }

    public Task<IdempotencyKey?> FindKeyAsync(TenantId tenant, string route, string key, CancellationToken cancellationToken)
    {
        lock (_lock) return Task.FromResult(_keys.GetValueOrDefault((tenant, route, key)));
    }

    public Task<IReadOnlyList<SessionKey>> ListUnfinishedAsync(string node, SessionKey? after, int limit, CancellationToken cancellationToken)
    {
        OnFence?.Invoke();
        lock (_lock)
            return Task.FromResult<IReadOnlyList<SessionKey>>(
                [.. _tickets.Values.Where(t => t.State != TurnState.Ended && _rows[t.Key].Owner?.Node == node).Select(t => t.Key).Distinct().OrderBy(k => k.Session.Value)
                    .Where(k => after is null || string.CompareOrdinal(k.Session.Value, after.Value.Session.Value) > 0).Take(limit)]);
    }

    public Task<AppendResult> DeleteAsync(SessionKey key, long epoch, CancellationToken cancellationToken)
    {
        OnDelete?.Invoke();
        lock (_lock)
        {
            _rows.Remove(key);
            _events.Remove(key);
            return Task.FromResult<AppendResult>(AppendResult.Appended.Instance);
        }
    }

    public Task<IReadOnlyList<SessionRow>> ListExpiredAsync(string node, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<SessionRow>>(
                [.. _rows.Values.Where(r => r.Status == SessionStatus.Idle && r.UpdatedAt + r.Retention <= Now && (r.Owner is null || r.Owner.Node == node)).OrderBy(r => r.UpdatedAt + r.Retention).Take(limit)]);
        }
    }

    public Task<int> SweepKeysAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => Task.FromResult(0);

    private AppendResult Apply(Commit commit)
    {
        lock (_lock)
        {
            if (!_rows.TryGetValue(commit.Key, out var row)) return AppendResult.Gone.Instance;
            if (row.Epoch != commit.Epoch) return new AppendResult.Fenced(row.Epoch, row.Owner);
            var events = _events[commit.Key];
            if (events.Count != commit.Head) return new AppendResult.Conflict(events.Count, "head");
            foreach (var key in commit.Keys)
                if (!_keys.TryAdd((commit.Key.Tenant, key.Route, key.Key), key)) return new AppendResult.Conflict(events.Count, "key");
            events.AddRange(commit.Events);
            foreach (var ticket in commit.Tickets) _tickets[ticket.Turn] = ticket;
            foreach (var approval in commit.Approvals) _approvals[approval.Approval] = approval;
            _rows[commit.Key] = row with { Head = events.Count, Status = commit.Summary?.Status ?? row.Status, UpdatedAt = commit.Summary?.UpdatedAt ?? row.UpdatedAt };
            Commits++;
            return AppendResult.Appended.Instance;
        }
    }
}
