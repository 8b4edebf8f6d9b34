using Microsoft.AspNetCore.Http;
using Silo.Abstractions.Sessions;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.Requests;

/// <summary>The idempotency key of a request, and what is said about it in the answer.</summary>
internal static class IdempotencyHeader
{
    private const string Name = "Idempotency-Key";

    /// <summary>Reads the key; null when there is none.</summary>
    /// <exception cref="ProblemException">It is not 1 to 255 visible ASCII characters.</exception>
    public static ClientKey? Read(HttpRequest request, string bodySha256)
    {
        if (!request.Headers.TryGetValue(Name, out var values)) return null;
        return Key(values.Count == 1 ? values[0] : null, bodySha256);
    }

    /// <summary>Makes a key of what a caller sent as one.</summary>
    /// <exception cref="ProblemException">It is not 1 to 255 visible ASCII characters.</exception>
    public static ClientKey Key(string? key, string bodySha256)
    {
        if (key is not { Length: > 0 and <= 255 } || key.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new Problem(ProblemCodes.IdempotencyKeyInvalid, "An idempotency key must be one value of 1 to 255 visible ASCII characters.").ToException();
        return new ClientKey(key, bodySha256);
    }

    public static void MarkReplayed(HttpResponse response) => response.Headers["Idempotency-Replayed"] = "true";

    public static Problem Reused() =>
        new(ProblemCodes.IdempotencyKeyReused, "This Idempotency-Key came with another body within the last 24 hours. Send a new key with a new request.");
}
