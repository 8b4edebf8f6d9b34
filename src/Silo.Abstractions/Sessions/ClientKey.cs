namespace Silo.Abstractions.Sessions;

/// <summary>An idempotency key as a client sent it.</summary>
/// <param name="Key">1 to 255 visible ASCII characters.</param>
/// <param name="BodyHash">SHA-256 of the request's body, in lower-case hexadecimal.</param>
public sealed record ClientKey(string Key, string BodyHash);
