using System.Text.Json.Serialization;

namespace Silo.Abstractions.Agents;

/// <summary>Which calls of a tool are meant: those whose argument fits a pattern, or all.</summary>
public sealed record ToolRule
{
    /// <summary>
    /// The argument: its name, or names joined by <c>.</c> for one inside of another; <c>*</c> is every member of an object or list. Null for every call.
    /// </summary>
    [JsonPropertyName("argument")]
    public string? Argument { get; init; }

    /// <summary>The pattern that the argument's whole text has to fit, see <see cref="Wildcard"/>; null for any text.</summary>
    [JsonPropertyName("matches")]
    public string? Matches { get; init; }
}
