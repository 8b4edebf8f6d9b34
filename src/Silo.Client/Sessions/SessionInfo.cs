using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Client.Sessions;

/// <summary>A session, as lists show it.</summary>
public sealed record SessionInfo
{
    /// <summary>Its id.</summary>
    public required SessionId Id { get; init; }

    /// <summary>The agent's name.</summary>
    public required string Agent { get; init; }

    /// <summary>The version of the agent that the session keeps for life.</summary>
    public required string AgentVersion { get; init; }

    /// <summary>What a person called it.</summary>
    public string? Title { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Idle, running or waiting.</summary>
    public required SessionStatus Status { get; init; }

    /// <summary>When it was made, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When something was last recorded, in UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The fence of its latest activation.</summary>
    public long Epoch { get; init; }

    /// <summary>The sequence of its last event.</summary>
    public long Head { get; init; }
}
