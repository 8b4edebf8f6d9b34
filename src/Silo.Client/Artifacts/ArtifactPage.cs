namespace Silo.Client.Artifacts;

/// <summary>One page of artifacts. It may be empty and not the last.</summary>
internal sealed record ArtifactPage(IReadOnlyList<ArtifactInfo> Artifacts, string? NextPage);
