using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;

namespace Silo.Edge.Auth;

/// <summary>What a stream token says: who may begin to read which session, and until when.</summary>
/// <param name="Key">The key that asked for it; null for whoever has none.</param>
/// <param name="Session">The session.</param>
/// <param name="BeginBefore">When it is spent.</param>
internal sealed record StreamToken(KeyId? Key, SessionId Session, DateTimeOffset BeginBefore)
{
    /// <summary>Who asked for it by a provider's token; null for whoever needs none, and beside a key. It names neither request nor person.</summary>
    public Caller? Holder { get; init; }

    /// <summary>When that provider's token ends.</summary>
    public DateTimeOffset? HolderEndsAt { get; init; }
}
