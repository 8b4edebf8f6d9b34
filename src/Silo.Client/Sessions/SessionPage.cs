namespace Silo.Client.Sessions;

/// <summary>One page of sessions.</summary>
/// <param name="Sessions">The sessions, newest first.</param>
/// <param name="NextPage">What to ask for next; null on the last page.</param>
public sealed record SessionPage(IReadOnlyList<SessionInfo> Sessions, string? NextPage);
