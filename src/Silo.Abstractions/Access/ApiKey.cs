using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Access;

/// <summary>A key as it is stored: never its secret.</summary>
public sealed record ApiKey
{
    /// <summary>Its id.</summary>
    public required KeyId Id { get; init; }

    /// <summary>The tenant in which it works.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>What it may do there.</summary>
    public required Role Role { get; init; }

    /// <summary>What people call it; 1 to 128 characters.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of its secret, in lower-case hexadecimal.</summary>
    public required string SecretSha256 { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it: a caller's id.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>From when on it is refused; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked; null when it was not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>When it was last used, to about a minute; null for never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Whether it opens anything at a time.</summary>
    public bool IsUsable(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || now < ExpiresAt);

    /// <summary>The key's id: not even the hash gets into a log by this way.</summary>
    public override string ToString() => Id.Value;
}
