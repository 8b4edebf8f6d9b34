namespace Silo.Client.Streams;

/// <summary>What begins a stream of one session in a browser's <c>EventSource</c>, which can send no key.</summary>
/// <param name="Token">For the <c>token</c> of the session's events. A secret.</param>
/// <param name="BeginBefore">Until when a stream may be begun with it.</param>
public sealed record StreamToken(string Token, DateTimeOffset BeginBefore);
