using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;

namespace Silo.Client.Access;

/// <summary>A key, as operators see it.</summary>
public sealed record KeyInfo
{
    /// <summary>Its id.</summary>
    public required KeyId Id { get; init; }

    /// <summary>What it is for.</summary>
    public required string Name { get; init; }

    /// <summary>Where it works.</summary>
    public required string Tenant { get; init; }

    /// <summary>What it may do there.</summary>
    public required Role Role { get; init; }

    /// <summary>When it was made, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it: a caller's id.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>From when on it opens nothing, in UTC; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Since when it opens nothing, in UTC; null when it was not revoked.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>When it was last used, to about a minute, in UTC; null for never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>The whole key with its secret, in the answer that makes it and never again; null in every other. Keep it out of logs.</summary>
    public string? Key { get; init; }

    /// <summary>The key's id: its secret never gets into a log by this way.</summary>
    public override string ToString() => Id.Value;
}
