using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Journal;

/// <summary>What the journal knows of a session without reading its events.</summary>
public sealed record SessionRow
{
    /// <summary>The session, with its tenant.</summary>
    public required SessionKey Key { get; init; }

    /// <summary>The agent's name.</summary>
    public required string Agent { get; init; }

    /// <summary>The agent's version.</summary>
    public required string AgentVersion { get; init; }

    /// <summary>What a person called it.</summary>
    public string? Title { get; init; }

    /// <summary>Up to 32 labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>What it is doing.</summary>
    public SessionStatus Status { get; init; }

    /// <summary>When it was created, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its last summary change was committed, in UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>How long the session may lie idle before it is deleted whole; null for as long as anybody likes. Fixed when it is created.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>The current fence; 0 before the first activation.</summary>
    public long Epoch { get; init; }

    /// <summary>The last sequence.</summary>
    public long Head { get; init; }

    /// <summary>Who holds the fence; null before the first activation.</summary>
    public Owner? Owner { get; init; }
}
