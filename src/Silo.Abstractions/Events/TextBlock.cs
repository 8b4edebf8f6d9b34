using System.Text.Json.Serialization;
using Silo.Abstractions.Blobs;

namespace Silo.Abstractions.Events;

/// <summary>Text that people read. Exactly one of <paramref name="Text"/> and <paramref name="Content"/> is set.</summary>
/// <param name="Text">The text itself, up to <see cref="EventLimits.InlineTextBytesMax"/>.</param>
/// <param name="Content">Where longer text lies.</param>
public sealed record TextBlock(
    [property: JsonPropertyName("text")] string? Text,
    [property: JsonPropertyName("content")] BlobRef? Content = null) : ContentBlock;
