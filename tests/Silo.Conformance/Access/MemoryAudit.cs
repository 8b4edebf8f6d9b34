using Silo.Abstractions.Access;

namespace Silo.Conformance.Access;

/// <summary>An audit log in memory, for tests of what stands on it.</summary>
public sealed class MemoryAudit : IAuditLog
{
    private readonly Lock _lock = new();
    private readonly List<AuditEntry> _entries = [];

    /// <summary>What every write throws; null for none.</summary>
    public Func<Exception>? Failure { get; set; }

    /// <summary>All entries, in the order in which they came.</summary>
    public IReadOnlyList<AuditEntry> Entries
    {
        get
        {
            lock (_lock) return [.. _entries];
        }
    }

    public Task BeginAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        if (Failure is not null) throw Failure();
        lock (_lock)
            if (!_entries.Exists(e => e.Id == entry.Id)) _entries.Add(entry);
        return Task.CompletedTask;
    }

    public Task EndAsync(IReadOnlyList<AuditEnd> ends, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Failure is not null) throw Failure();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ends.Count, IAuditLog.EndsMax, nameof(ends));
        lock (_lock)
        {
            foreach (var end in ends)
            {
                var at = _entries.FindIndex(entry => entry.Id == end.Entry);
                if (at >= 0 && _entries[at].Outcome is null) _entries[at] = _entries[at] with { Outcome = end.Outcome, EndedAt = end.At, Target = end.Target ?? _entries[at].Target };
            }
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        return Task.FromResult<IReadOnlyList<AuditEntry>>([.. Entries
            .Where(e => e.Tenant == query.Tenant && (query.Caller ?? e.Caller) == e.Caller && (query.Operation ?? e.Operation) == e.Operation)
            .Where(e => (query.Target is null || query.Target == e.Target) && (query.Since is null || e.At >= query.Since) && (query.Until is null || e.At < query.Until))
            .Where(e => query.Before is not { } before || string.CompareOrdinal(e.Id.Value, before.Value) < 0)
            .OrderByDescending(e => e.Id.Value, StringComparer.Ordinal).Take(query.Limit)]);
    }

    public Task<int> SweepAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 10_000);
        lock (_lock)
        {
            var old = _entries.Where(e => e.At < before).OrderBy(e => e.At).Take(limit).ToHashSet();
            return Task.FromResult(_entries.RemoveAll(old.Contains));
        }
    }
}
