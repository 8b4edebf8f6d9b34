using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;

namespace Silo.Edge.Tests.Fakes;

/// <summary>Lets everything in, or refuses everything; counts who is inside.</summary>
internal sealed class FakeIntake : IIntake
{
    private int _inside;

    public IntakeResult.Refused? Refusal { get; set; }

    public int Inside => _inside;

    public long Bytes { get; private set; }

    public TenantId Tenant { get; private set; }

    public IntakeResult Enter(TenantId tenant, long bytes)
    {
        (Tenant, Bytes) = (tenant, bytes);
        if (Refusal is { } refused) return refused;
        Interlocked.Increment(ref _inside);
        return new IntakeResult.Entered(() => Interlocked.Decrement(ref _inside));
    }
}
