namespace Silo.Edge.Http.Sessions;

/// <summary>A page of sessions.</summary>
internal sealed record SessionListBody(IReadOnlyList<SessionBody> Sessions, string? NextPage);
