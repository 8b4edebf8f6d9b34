using System.Text.Json.Serialization;

namespace Silo.Cli.Profiles;

/// <summary>What the profile file holds.</summary>
internal sealed record ProfileBook
{
    /// <summary>The format's version.</summary>
    [JsonPropertyName("v")]
    public int Version { get; init; } = 1;

    /// <summary>The profile that holds when none is named; null for none.</summary>
    public string? Current { get; init; }

    /// <summary>The profiles by name.</summary>
    public SortedDictionary<string, Profile> Profiles { get; init; } = new(StringComparer.Ordinal);
}
