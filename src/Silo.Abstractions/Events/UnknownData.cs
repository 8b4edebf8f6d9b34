using System.Text.Json;
using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events;

/// <summary>The data of a kind, or of a format version, that this build does not know. Kept and passed on, never dropped.</summary>
/// <param name="Name">The kind as stored.</param>
/// <param name="Json">The data as stored.</param>
/// <param name="Version">The format version as stored.</param>
public sealed record UnknownData(string Name, JsonElement Json, int Version = EventLimits.FormatVersion) : EventData
{
    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => Name;
}
