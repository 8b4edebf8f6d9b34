using Silo.Abstractions.Identity;

namespace Silo.Runtime.Identity;

/// <summary>Makes ids from a clock and a source of chance. Safe from any thread if they are.</summary>
/// <param name="time">The clock.</param>
/// <param name="random">The source of chance.</param>
public sealed class TimedIdSource(TimeProvider time, IRandomSource random) : IIdSource
{
    /// <inheritdoc />
    public SessionId NewSession() => SessionId.Create(time.GetUtcNow(), Random(stackalloc byte[10]));

    /// <inheritdoc />
    public TurnId NewTurn() => TurnId.Create(time.GetUtcNow(), Random(stackalloc byte[10]));

    /// <inheritdoc />
    public ApprovalId NewApproval() => ApprovalId.Create(time.GetUtcNow(), Random(stackalloc byte[10]));

    /// <inheritdoc />
    public KeyId NewKey() => KeyId.Create(time.GetUtcNow(), Random(stackalloc byte[10]));

    /// <inheritdoc />
    public AuditId NewAudit() => AuditId.Create(time.GetUtcNow(), Random(stackalloc byte[10]));

    private Span<byte> Random(Span<byte> buffer)
    {
        random.Fill(buffer);
        return buffer;
    }
}
