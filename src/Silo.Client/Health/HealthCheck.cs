namespace Silo.Client.Health;

/// <summary>One thing that was checked.</summary>
public sealed record HealthCheck
{
    /// <summary>What: <c>journal</c> and others.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it works.</summary>
    public required bool Ok { get; init; }

    /// <summary>What is wrong.</summary>
    public string? Detail { get; init; }
}
