using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace Silo.Abstractions.Tools;

/// <summary>Reads the input that a model wrote for a tool call. It is hostile: what passes here can be recorded and read back.</summary>
public static class ToolInput
{
    /// <summary>Deepest nesting that is taken. An event nests the input in itself, and readers stop at 64 levels.</summary>
    public const int DepthMax = 32;

    /// <summary>Reads an input.</summary>
    /// <param name="utf8">What the model wrote.</param>
    /// <param name="input">The input; independent of <paramref name="utf8"/>.</param>
    /// <returns>False when it is no JSON object, nests deeper than <see cref="DepthMax"/>, or holds text that is not Unicode.</returns>
    public static bool TryParse(ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out JsonElement? input)
    {
        input = null;
        if (!Utf8.IsValid(utf8.Span)) return false;
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = DepthMax });
            if (document.RootElement.ValueKind != JsonValueKind.Object) return false;

            // The escape of half a character ("\ud800") is JSON, and cannot be written again: found only by writing.
            using var writer = new Utf8JsonWriter(new ArrayBufferWriter<byte>(utf8.Length));
            document.RootElement.WriteTo(writer);
            input = document.RootElement.Clone();
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
