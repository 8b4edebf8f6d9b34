namespace Silo.Abstractions.Turns;

/// <summary>What a person decided.</summary>
/// <param name="Decision"><c>approve</c>, <c>reject</c> or <c>answer</c>.</param>
/// <param name="Answer">What they said.</param>
public sealed record ApprovalOutcome(string Decision, string? Answer);
