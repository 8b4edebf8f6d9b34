namespace Silo.Abstractions.Artifacts;

/// <summary>What a tool says of an artifact that it publishes.</summary>
/// <param name="Name">Its file name: see <see cref="ArtifactName"/>. An artifact of the same name as an earlier one is its next version.</param>
/// <param name="MediaType">Its media type: see <see cref="Artifacts.MediaType"/>.</param>
/// <param name="Title">What it is, in a line for people; up to <see cref="ArtifactLimits.TitleBytesMax"/> bytes of valid Unicode. Null for nothing.</param>
/// <param name="Path">The workspace's file that it is a copy of, as a <see cref="Workspaces.WorkspacePath"/>; null when it is none.</param>
public sealed record ArtifactDraft(string Name, string MediaType, string? Title = null, string? Path = null);
