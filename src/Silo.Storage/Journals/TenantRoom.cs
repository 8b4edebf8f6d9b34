using System.Collections.Concurrent;
using Silo.Abstractions.Identity;

namespace Silo.Storage.Journals;

/// <summary>Remembers how many sessions tenants had, so that a creation counts them only where the bound may be near.</summary>
/// <remarks>
/// Within a tenth of the bound, or a thousand, every creation counts in its own transaction, and the bound is exact. Farther away the count of the last minute holds, and what was
/// created here since: only other hosts that make more than that tenth within a minute could go beyond.
/// </remarks>
internal sealed class TenantRoom(TimeProvider time)
{
    private const int TenantsMax = 10_000;
    private const int NearMin = 1000;
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<TenantId, Seen> _seen = new();

    /// <summary>The bound for a creation to count against; null when it need not.</summary>
    internal long? BoundOf(TenantId tenant, long? max)
    {
        if (max is not { } bound) return null;
        var isKnown = _seen.TryGetValue(tenant, out var seen) && time.GetElapsedTime(seen.At) < KeptFor;
        return isKnown && Interlocked.Increment(ref seen!.Count) < bound - Math.Max(NearMin, bound / 10) ? null : bound;
    }

    /// <summary>Takes what a creation counted.</summary>
    internal void Take(TenantId tenant, long? count)
    {
        if (count is not { } counted) return;
        if (_seen.Count >= TenantsMax) _seen.Clear();
        _seen[tenant] = new Seen { Count = counted, At = time.GetTimestamp() };
    }

    private sealed class Seen
    {
        internal long Count;

        internal long At { get; init; }
    }
}
