using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Silo.Edge.Auth.Jwt;

/// <summary>Reads the JSON of tokens and key sets, which strangers write: shallow, no member twice, nothing but what is asked for.</summary>
internal static class JwtJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8, AllowDuplicateProperties = false };
    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8)
    {
        // The parser passes over what is in texts that nobody asks for.
        if (!Utf8.IsValid(utf8.Span)) throw new JsonException("It is no UTF-8.");
        var document = Read(utf8);
        if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
        document.Dispose();
        throw new JsonException("It is no object.");
    }

    private static JsonDocument Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return JsonDocument.Parse(utf8, Options);
        }
        catch (InvalidOperationException e)
        {
            // So the parser says of half a character in a member's name.
            throw new JsonException("A member's name is no text.", e);
        }
    }

    public static JsonElement? Member(JsonElement of, string name) => of.TryGetProperty(name, out var member) ? member : null;

    /// <summary>A member that is a text; null for anything else, also one that is no text in UTF-16.</summary>
    public static string? Text(JsonElement of, string name) => Member(of, name) is { } member ? Text(member) : null;

    /// <summary>A member that is a text, or a list of which the texts count; empty for anything else.</summary>
    public static IReadOnlyList<string> Texts(JsonElement of, string name) => Member(of, name) switch
    {
        { ValueKind: JsonValueKind.String } one => Text(one) is { } text ? [text] : [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(Text).OfType<string>()],
        _ => [],
    };

    /// <summary>A member in base64url; null for anything else.</summary>
    public static byte[]? Bytes(JsonElement of, string name) => Decode(Text(of, name));

    /// <summary>Decodes base64url (RFC 7515): without padding, and without the white space that readers of base64 let pass; null for anything else.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        if (text.ContainsAnyExcept(Alphabet) || text.Length % 4 == 1) return null;
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return Base64Url.DecodeFromChars(text, bytes, out _, out var written) == OperationStatus.Done ? bytes[..written] : null;
    }

    private static string? Text(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String) return null;
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            // Bytes that are no UTF-8, or half a character.
            return null;
        }
    }
}
