using Silo.Abstractions.Access;

namespace Silo.Client.Access;

/// <summary>A key to be made, of the caller's tenant.</summary>
public sealed class CreateKeyOptions
{
    /// <summary>What it is for; 1 to 128 characters.</summary>
    public required string Name { get; init; }

    /// <summary>What it may do.</summary>
    public required Role Role { get; init; }

    /// <summary>From when on it opens nothing, in UTC; null for never. It must lie in the future.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
