namespace Silo.Client.Agents;

/// <summary>An agent, as lists show it.</summary>
public sealed record AgentInfo
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its newest version.</summary>
    public required string Version { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>What runs it: <c>model</c>, <c>scripted</c> and others.</summary>
    public string? Driver { get; init; }

    /// <summary>The names of its tools.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];
}
