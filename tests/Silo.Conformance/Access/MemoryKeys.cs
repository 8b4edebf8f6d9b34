using System.Collections.Concurrent;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;

namespace Silo.Conformance.Access;

/// <summary>Keys in memory, for tests of what stands on them.</summary>
public sealed class MemoryKeys : IKeyStore
{
    private readonly ConcurrentDictionary<KeyId, ApiKey> _keys = new();
    private int _finds;

    /// <summary>How often one key was asked for.</summary>
    public int Finds => Volatile.Read(ref _finds);

    /// <summary>What every call throws; null for none.</summary>
    public Func<Exception>? Failure { get; set; }

    /// <summary>Awaited by each search for one key, after it has read what it will answer.</summary>
    public Func<Task>? BeforeAnswer { get; set; }

    /// <summary>Awaited by each search for many keys and each note of their use; null for none.</summary>
    public Func<Task>? BeforeAnswers { get; set; }

    public Task AddAsync(ApiKey key, CancellationToken cancellationToken)
    {
        Check();
        _keys.TryAdd(key.Id, key);
        return Task.CompletedTask;
    }

    public async Task<ApiKey?> FindAsync(KeyId key, CancellationToken cancellationToken)
    {
        Check();
        Interlocked.Increment(ref _finds);
        var found = _keys.GetValueOrDefault(key);
        if (BeforeAnswer is { } wait) await wait();
        return found;
    }

    public async Task<IReadOnlyList<ApiKey>> FindAllAsync(IReadOnlyList<KeyId> keys, CancellationToken cancellationToken)
    {
        Check();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keys.Count, IKeyStore.KeysMax, nameof(keys));
        if (BeforeAnswers is { } wait) await wait();
        return [.. keys.Select(_keys.GetValueOrDefault).OfType<ApiKey>()];
    }

    public Task<IReadOnlyList<ApiKey>> ListAsync(KeyQuery query, CancellationToken cancellationToken)
    {
        Check();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 200, nameof(query));
        return Task.FromResult<IReadOnlyList<ApiKey>>(
        [
            .. _keys.Values.Where(key => key.Tenant == query.Tenant && (query.Before is not { } before || string.CompareOrdinal(key.Id.Value, before.Value) < 0))
                .OrderByDescending(key => key.Id.Value, StringComparer.Ordinal).Take(query.Limit),
        ]);
    }

    public Task<bool> AnyUsableAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        Check();
        return Task.FromResult(_keys.Values.Any(key => key.IsUsable(now)));
    }

    public Task<ApiKey?> RevokeAsync(TenantId tenant, KeyId key, DateTimeOffset at, CancellationToken cancellationToken)
    {
        Check();
        if (_keys.GetValueOrDefault(key) is not { } found || found.Tenant != tenant) return Task.FromResult<ApiKey?>(null);
        return Task.FromResult<ApiKey?>(_keys[key] = found with { RevokedAt = found.RevokedAt ?? at });
    }

    public async Task TouchAsync(IReadOnlyList<KeyUse> uses, CancellationToken cancellationToken)
    {
        Check();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(uses.Count, IKeyStore.KeysMax, nameof(uses));
        if (BeforeAnswers is { } wait) await wait();
        foreach (var use in uses)
            if (_keys.TryGetValue(use.Key, out var key) && (key.LastUsedAt is null || key.LastUsedAt < use.At)) _keys[use.Key] = key with { LastUsedAt = use.At };
    }

    private void Check()
    {
        if (Failure is not null) throw Failure();
    }
}
