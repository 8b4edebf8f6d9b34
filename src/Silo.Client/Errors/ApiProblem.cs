using System.Text.Json;

namespace Silo.Client.Errors;

/// <summary>A problem document as it was read; lenient, because it may come from a proxy.</summary>
internal sealed record ApiProblem(
    string Code,
    int Status,
    string? Title,
    string? Detail,
    string? Limit,
    long? Value,
    bool Retryable,
    TimeSpan? RetryAfter,
    JsonElement Body)
{
    /// <summary>Reads a problem from an answer's body, whatever that is.</summary>
    internal static ApiProblem Read(int status, TimeSpan? retryAfter, ReadOnlyMemory<byte> body)
    {
        // Without a problem document: the statuses that RFC 9110 and RFC 6585 call temporary.
        var plain = new ApiProblem($"http_{status}", status, null, null, null, null, status is 408 or 429 or 502 or 503 or 504, retryAfter, default);
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "code") is not { } code) return plain;
            return plain with
            {
                Code = code,
                Title = Text(root, "title"),
                Detail = Text(root, "detail"),
                Limit = Text(root, "limit"),
                Value = root.TryGetProperty("value", out var v) && v.ValueKind == JsonValueKind.Number && v.TryGetInt64(out var n) ? n : null,
                Retryable = root.TryGetProperty("retryable", out var r) ? r.ValueKind == JsonValueKind.True : plain.Retryable,
                Body = root.Clone(),
            };
        }
        catch (JsonException)
        {
            return plain;
        }
    }

    private static string? Text(JsonElement root, string name)
    {
        try
        {
            return root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate: not text.
            return null;
        }
    }
}
