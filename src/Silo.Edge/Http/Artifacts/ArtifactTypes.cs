using System.Collections.Frozen;

namespace Silo.Edge.Http.Artifacts;

/// <summary>The media types that an artifact may be sent with.</summary>
internal static class ArtifactTypes
{
    /// <summary>What no browser takes for a page or runs, so that the server's own pages can show it. The maker's word for anything else is not passed on.</summary>
    public static FrozenSet<string> Harmless { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        "image/png", "image/jpeg", "image/gif", "image/webp", "text/plain", "text/csv", "application/json", "application/pdf", "audio/mpeg", "audio/wav", "audio/ogg", "video/mp4", "video/webm");
}
