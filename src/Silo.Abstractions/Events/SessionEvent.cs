using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Events;

/// <summary>An event, decoded.</summary>
public sealed record SessionEvent
{
    /// <summary>The session it belongs to, with its tenant.</summary>
    public required SessionKey Key { get; init; }

    /// <summary>Its number in the session: 1, 2, 3 …, without a gap.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it was decided, in UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The epoch of the activation that wrote it; 0 for the event that creates the session.</summary>
    public required long Epoch { get; init; }

    /// <summary>The turn it belongs to, or null.</summary>
    public TurnId? Turn { get; init; }

    /// <summary>The step it belongs to: the sequence of that step's started event; 0 when it belongs to none.</summary>
    public long Step { get; init; }

    /// <summary>The path of the agent that it comes from, such as <c>coder/reviewer</c>.</summary>
    public required string Agent { get; init; }

    /// <summary>What it says.</summary>
    public required EventData Data { get; init; }
}
