using Silo.Abstractions.Access;

namespace Silo.Edge.Auth;

/// <summary>Who asks, how that is known, and until when.</summary>
/// <param name="Caller">Who.</param>
/// <param name="Proof">How that is known.</param>
internal sealed record CallerIdentity(Caller Caller, CallerProof Proof)
{
    /// <summary>The key by which it is known, or that stands behind what was shown; null for none.</summary>
    public ApiKey? Key { get; init; }

    /// <summary>When what was shown ends by itself; null for no end of its own.</summary>
    public DateTimeOffset? EndsAt { get; init; }
}
