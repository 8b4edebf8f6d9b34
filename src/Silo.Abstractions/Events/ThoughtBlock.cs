using System.Text.Json.Serialization;
using Silo.Abstractions.Blobs;

namespace Silo.Abstractions.Events;

/// <summary>A model's thinking. At most one of <paramref name="Text"/> and <paramref name="Content"/> is set.</summary>
/// <param name="Text">The thinking, up to <see cref="EventLimits.InlineTextBytesMax"/>; empty when the provider redacts it.</param>
/// <param name="Signature">What the provider wants back with it, verbatim.</param>
/// <param name="Redacted">Redacted thinking, verbatim, when the provider hides the text.</param>
/// <param name="Content">Where longer thinking lies.</param>
public sealed record ThoughtBlock(
    [property: JsonPropertyName("text")] string? Text,
    [property: JsonPropertyName("signature")] string? Signature = null,
    [property: JsonPropertyName("redacted")] string? Redacted = null,
    [property: JsonPropertyName("content")] BlobRef? Content = null) : ContentBlock;
