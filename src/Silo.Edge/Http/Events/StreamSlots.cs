using Microsoft.Extensions.Options;
using Silo.Abstractions.Identity;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.Events;

/// <summary>Bounds how many readers of sessions there are at once, together and for each tenant. Each costs a connection and a place in a feed.</summary>
internal sealed class StreamSlots(IOptions<SiloEdgeOptions> options)
{
    private readonly Lock _gate = new();

    // A tenant without a reader has no entry.
    private readonly Dictionary<TenantId, int> _ofTenants = [];
    private int _taken;

    public int Max { get; } = options.Value.StreamsMax;

    public int TenantMax { get; } = options.Value.TenantStreamsMax;

    public int Taken
    {
        get
        {
            lock (_gate) return _taken;
        }
    }

    /// <summary>Takes a slot; null when it is taken, else why not. Every slot that was taken is released once.</summary>
    public Problem? Take(TenantId tenant)
    {
        lock (_gate)
        {
            var ofTenant = _ofTenants.GetValueOrDefault(tenant);
            if (_taken >= Max) return new Problem(ProblemCodes.StreamsFull, $"{Max} streams are open already.") { Limit = "streams_max", Value = Max };
            if (ofTenant >= TenantMax) return new Problem(ProblemCodes.TenantStreamsFull, $"The tenant has {TenantMax} streams open already.") { Limit = "tenant_streams_max", Value = TenantMax };
            _taken++;
            _ofTenants[tenant] = ofTenant + 1;
            return null;
        }
    }

    public void Release(TenantId tenant)
    {
        lock (_gate)
        {
            _taken--;
            if (--_ofTenants[tenant] == 0) _ofTenants.Remove(tenant);
        }
    }
}
