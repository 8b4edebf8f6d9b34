using System.Buffers.Binary;
using Silo.Abstractions.Identity;

namespace Silo.Conformance.Journal;

/// <summary>Ids in a fixed order: the n-th is always the same, and later ones are newer.</summary>
public sealed class TestIds
{
    public static readonly DateTimeOffset Epoch = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private int _count;

    public SessionId Session()
    {
        var (time, random) = Next();
        return SessionId.Create(time, random);
    }

    public TurnId Turn()
    {
        var (time, random) = Next();
        return TurnId.Create(time, random);
    }

    public ApprovalId Approval()
    {
        var (time, random) = Next();
        return ApprovalId.Create(time, random);
    }

    private (DateTimeOffset Time, byte[] Random) Next()
    {
        var random = new byte[10];
        BinaryPrimitives.WriteInt32BigEndian(random, ++_count);
        return (Epoch.AddMilliseconds(_count), random);
    }
}
