using Silo.Abstractions.Identity;

namespace Silo.Edge.Http.Events;

/// <summary>Places that are taken and given back, bounded together and for each tenant.</summary>
/// <param name="max">Most places together.</param>
/// <param name="tenantMax">Most places of one tenant.</param>
internal sealed class TenantSlots(int max, int tenantMax)
{
    private readonly Lock _gate = new();

    // A tenant without a place has no entry.
    private readonly Dictionary<TenantId, int> _ofTenants = [];
    private int _taken;

    public int Taken
    {
        get
        {
            lock (_gate) return _taken;
        }
    }

    /// <summary>Takes a place. Every place that was taken is released once.</summary>
    public SlotAnswer Take(TenantId tenant)
    {
        lock (_gate)
        {
            var ofTenant = _ofTenants.GetValueOrDefault(tenant);
            if (_taken >= max) return SlotAnswer.Full;
            if (ofTenant >= tenantMax) return SlotAnswer.TenantFull;
            _taken++;
            _ofTenants[tenant] = ofTenant + 1;
            return SlotAnswer.Taken;
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
