namespace Silo.Abstractions.Journal;

/// <summary>The part of a session's row that its actor changes.</summary>
/// <param name="Status">What it is doing.</param>
/// <param name="UpdatedAt">When that changed, in UTC.</param>
public sealed record SessionSummary(SessionStatus Status, DateTimeOffset UpdatedAt);
