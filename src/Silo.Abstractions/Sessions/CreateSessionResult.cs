using Silo.Abstractions.Journal;

namespace Silo.Abstractions.Sessions;

/// <summary>What became of making a session.</summary>
public abstract record CreateSessionResult
{
    private CreateSessionResult()
    {
    }

    /// <summary>It exists, durably.</summary>
    /// <param name="Row">The session.</param>
    /// <param name="Replayed">Whether an earlier request with the same key had made it.</param>
    public sealed record Created(SessionRow Row, bool Replayed) : CreateSessionResult;

    /// <summary>The idempotency key was used with another body.</summary>
    public sealed record KeyReused : CreateSessionResult;

    /// <summary>The tenant has as many sessions as it may: delete some, or let more be.</summary>
    /// <param name="Max">How many may be.</param>
    public sealed record TenantFull(int Max) : CreateSessionResult;
}
