namespace Silo.Client.Agents;

/// <summary>What a server says about an agent file.</summary>
public sealed record AgentFileReport
{
    /// <summary>Whether the file would do on that server.</summary>
    public required bool Valid { get; init; }

    /// <summary>The agent that it makes; null when it would not do.</summary>
    public AgentInfo? Agent { get; init; }

    /// <summary>Everything that is wrong; empty when it would do.</summary>
    public IReadOnlyList<AgentFileError> Errors { get; init; } = [];
}
