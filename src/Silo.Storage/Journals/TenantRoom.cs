using System.Collections.Concurrent;
using Silo.Abstractions.Identity;

namespace Silo.Storage.Journals;

/// <summary>Remembers how many sessions tenants had, so that a creation counts them only where the bound may be near.</summary>
/// <remarks>
/// Within a tenth of the bound, or a thousand, every creation counts in its own transaction, and the bound is exact. Farther away the count of the last minute holds, and what was
/// created here since: only other hosts that make more than that tenth within a minute could go beyond. After a refusal the tenant is full for a second, or until it deletes a session here.
/// </remarks>
internal sealed class TenantRoom(TimeProvider time)
{
    private const int TenantsMax = 10_000;
    private const int NearMin = 1000;
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    // To count all of a full tenant's sessions for each creation that is refused would cost everybody's commits.
    private static readonly TimeSpan FullFor = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<TenantId, Seen> _seen = new();

    /// <summary>The bound for a creation to count against; null when it need not count, and 0 when there was no room a moment ago.</summary>
    internal long? BoundOf(TenantId tenant, long? max)
    {
        if (max is not { } bound) return null;
        if (Fresh(tenant) is not { } seen) return bound;
        lock (seen)
        {
            if (seen.Full is { } full && bound <= full.Bound && time.GetElapsedTime(full.At) < FullFor) return 0;
            return ++seen.Count < bound - Math.Max(NearMin, bound / 10) ? null : bound;
        }
    }

    /// <summary>Takes what a creation counted.</summary>
    /// <param name="tenant">Whose sessions.</param>
    /// <param name="count">How many; null when it did not count.</param>
    /// <param name="bound">What <see cref="BoundOf"/> said.</param>
    internal void Take(TenantId tenant, long? count, long? bound)
    {
        if (count is not { } counted || bound is not > 0) return;
        if (Fresh(tenant) is not { } seen)
        {
            if (_seen.Count >= TenantsMax) _seen.Clear();
            _seen[tenant] = seen = new Seen { At = time.GetTimestamp() };
        }

        lock (seen)
        {
            // Those that were made meanwhile without counting are not in it: a count that is known may only rise.
            seen.Count = Math.Max(seen.Count, counted);
            if (counted >= bound) seen.Full = (bound.Value, time.GetTimestamp());
        }
    }

    /// <summary>A session of it was deleted: there may be room.</summary>
    internal void Forget(TenantId tenant) => _seen.TryRemove(tenant, out _);

    private Seen? Fresh(TenantId tenant) => _seen.TryGetValue(tenant, out var seen) && time.GetElapsedTime(seen.At) < KeptFor ? seen : null;

    private sealed class Seen
    {
        internal long Count { get; set; }

        internal (long Bound, long At)? Full { get; set; }

        internal long At { get; init; }
    }
}
