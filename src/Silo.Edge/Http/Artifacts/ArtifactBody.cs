using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;

namespace Silo.Edge.Http.Artifacts;

/// <summary>An artifact. Its number is the sequence of the event that published it.</summary>
internal sealed record ArtifactBody(long Artifact, string Name, string? Title, string MediaType, long Size, string Sha256, string? Path, string? Task, DateTime PublishedAt)
{
    public static ArtifactBody From(SessionEvent e, ArtifactPublished data) => new(
        e.Sequence, data.Name, data.Title, data.MediaType, data.Content.Size, data.Content.Sha256, data.Path, e.Turn?.Value, e.Time.UtcDateTime);
}
