namespace Silo.Client.Streams;

/// <summary>A stream broke, and the client is about to come back with its cursor.</summary>
/// <param name="Attempt">Tries in a row that brought nothing: 1, 2, 3 …</param>
/// <param name="Wait">How long it waits before the next.</param>
/// <param name="Reason">What happened, in one sentence.</param>
public sealed record Reconnecting(int Attempt, TimeSpan Wait, string Reason);
