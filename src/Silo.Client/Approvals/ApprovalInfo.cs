using System.Text.Json;
using Silo.Abstractions.Identity;

namespace Silo.Client.Approvals;

/// <summary>A question that a turn waits for.</summary>
public sealed record ApprovalInfo
{
    /// <summary>Its id.</summary>
    public required ApprovalId Id { get; init; }

    /// <summary>The session that waits.</summary>
    public required SessionId Session { get; init; }

    /// <summary>The turn that waits.</summary>
    public required TurnId Task { get; init; }

    /// <summary>Why a person is asked: <c>policy</c>, <c>in_doubt</c>, <c>question</c>, <c>elicitation</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>One line for the person.</summary>
    public required string Title { get; init; }

    /// <summary>The tool in question.</summary>
    public string? Tool { get; init; }

    /// <summary>The tool's input, where the server sends it.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>When it was asked, in UTC.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary><c>approve</c>, <c>reject</c>, <c>answer</c> or <c>withdrawn</c>; null while it is open.</summary>
    public string? Decision { get; init; }

    /// <summary>What the person said.</summary>
    public string? Answer { get; init; }

    /// <summary>Who decided.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When it was decided, in UTC.</summary>
    public DateTimeOffset? DecidedAt { get; init; }
}
