using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Journal;

/// <summary>An approval, as lists show it.</summary>
public sealed record ApprovalRow
{
    /// <summary>The session, with its tenant.</summary>
    public required SessionKey Key { get; init; }

    /// <summary>The approval.</summary>
    public required ApprovalId Approval { get; init; }

    /// <summary>The turn that waits.</summary>
    public required TurnId Turn { get; init; }

    /// <summary>Why a person is asked: <c>policy</c>, <c>in_doubt</c>, <c>question</c>, <c>elicitation</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>One line for the person.</summary>
    public required string Title { get; init; }

    /// <summary>The tool in question.</summary>
    public string? Tool { get; init; }

    /// <summary>When it was asked for, in UTC.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>The sequence of its <c>approval.requested</c>.</summary>
    public required long RequestedSequence { get; init; }

    /// <summary>The decision: null while it is open.</summary>
    public string? Decision { get; init; }

    /// <summary>What the person said.</summary>
    public string? Answer { get; init; }

    /// <summary>Who decided.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When it was decided, in UTC.</summary>
    public DateTimeOffset? DecidedAt { get; init; }
}
