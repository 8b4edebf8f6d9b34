namespace Silo.Client.Health;

/// <summary>Whether the server can take work, and if not, why.</summary>
public sealed record HealthReport
{
    /// <summary>Whether it can take work.</summary>
    public required bool Ready { get; init; }

    /// <summary>What was checked; may be empty when all is well.</summary>
    public IReadOnlyList<HealthCheck> Checks { get; init; } = [];
}
