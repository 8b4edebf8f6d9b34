using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Journal;

/// <summary>A key under which a client's request counts once.</summary>
/// <param name="Route">The route and what it addresses, such as <c>POST /v1/sessions</c>; part of the key's identity.</param>
/// <param name="Key">What the client sent: 1 to 255 visible ASCII characters.</param>
/// <param name="BodyHash">SHA-256 of the request's body, in lower-case hexadecimal.</param>
/// <param name="Result">What the first request made: an id, given back to the others.</param>
/// <param name="ExpiresAt">When the key is forgotten: 24 hours after the first request.</param>
public sealed record IdempotencyKey(string Route, string Key, string BodyHash, string Result, DateTimeOffset ExpiresAt)
{
    /// <summary>The route that makes sessions; its results are their ids.</summary>
    public const string CreateRoute = "POST /v1/sessions";

    /// <summary>The route that gives a session prompts.</summary>
    public static string PromptRoute(SessionId session) => $"POST /v1/sessions/{session}/turns";
}
