using System.Text.Json.Serialization;

namespace Silo.Edge.Http.Turns;

/// <summary>A prompt: a string, or a list of text blocks.</summary>
/// <param name="Blocks">The texts.</param>
[JsonConverter(typeof(PromptTextConverter))]
internal sealed record PromptText(IReadOnlyList<string> Blocks);
