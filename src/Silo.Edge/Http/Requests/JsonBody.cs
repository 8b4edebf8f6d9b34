using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.Requests;

/// <summary>A JSON body that was read whole.</summary>
/// <param name="Value">What it says.</param>
/// <param name="Sha256">SHA-256 of its bytes, in lower-case hexadecimal.</param>
internal sealed record JsonBody<T>(T Value, string Sha256)
    where T : class
{
    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="ProblemException">It has another content type, is too large, or is not such a body.</exception>
    public static async Task<JsonBody<T>> ReadAsync(HttpRequest request, JsonTypeInfo<T> type, int bytesMax)
    {
        ContentTypes.Require(request, ContentTypes.Json);
        if (request.ContentLength > bytesMax) throw TooLarge(bytesMax);
        return Read(await ReadBytesAsync(request, bytesMax), type);
    }

    /// <summary>Reads what came as one value.</summary>
    /// <exception cref="ProblemException">It is not such a body.</exception>
    public static JsonBody<T> Read(ReadOnlySpan<byte> bytes, JsonTypeInfo<T> type)
    {
        try
        {
            var value = JsonSerializer.Deserialize(bytes, type) ?? throw new JsonException("null", "$", 0, 0);
            return new JsonBody<T>(value, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
        catch (JsonException e)
        {
            throw Invalid(e, type);
        }
    }

    private static async Task<byte[]> ReadBytesAsync(HttpRequest request, int bytesMax)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(request.HttpContext.RequestAborted);
            if (read.Buffer.Length > bytesMax)
            {
                // Given back, so that the server can read the rest away.
                reader.AdvanceTo(read.Buffer.End);
                throw TooLarge(bytesMax);
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static ProblemException TooLarge(int bytesMax) =>
        new Problem(ProblemCodes.BodyTooLarge, $"A JSON body may have {bytesMax} bytes.") { Limit = "json_bytes_max", Value = bytesMax }.ToException();

    // The serialiser's own messages name types of this program; the place and the members allowed serve a caller better.
    private static ProblemException Invalid(JsonException e, JsonTypeInfo type)
    {
        var members = string.Join(", ", type.Properties.Select(property => property.Name));
        var where = e.LineNumber is { } line ? $" (line {line + 1}, byte {e.BytePositionInLine + 1})" : string.Empty;
        return new Problem(
            ProblemCodes.BodyInvalid,
            $"The body is refused at {e.Path ?? "$"}{where}. It must be a JSON object, each member once and of its type, with none but: {members}.").ToException();
    }
}
