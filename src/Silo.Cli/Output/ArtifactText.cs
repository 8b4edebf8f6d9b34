using System.Globalization;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;

namespace Silo.Cli.Output;

/// <summary>What people are told of an artifact that was published.</summary>
internal static class ArtifactText
{
    /// <summary>Its size, and the command that fetches it: by its number, which is exact and needs no quoting in a shell.</summary>
    internal static string Of(SessionEvent e, ArtifactPublished d) =>
        string.Create(CultureInfo.InvariantCulture, $"{d.Content.Size:N0} bytes · silo artifacts get {e.Key.Session} {e.Sequence}");
}
