namespace Silo.Edge.Http.Artifacts;

/// <summary>A page of a session's artifacts.</summary>
internal sealed record ArtifactListBody(IReadOnlyList<ArtifactBody> Artifacts, string? NextPage);
