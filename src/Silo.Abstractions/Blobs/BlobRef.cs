using System.Text.Json.Serialization;

namespace Silo.Abstractions.Blobs;

/// <summary>Points to content that is too large to stand in an event.</summary>
/// <param name="Sha256">SHA-256 of the content: 64 lower-case hexadecimal digits.</param>
/// <param name="Size">Size of the content in bytes.</param>
public sealed record BlobRef(
    [property: JsonPropertyName("blob")] string Sha256,
    [property: JsonPropertyName("size")] long Size);
