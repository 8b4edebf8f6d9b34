namespace Silo.Client.Streams;

/// <summary>One event of a server-sent event stream.</summary>
/// <param name="Event">Its type; <c>message</c> when none was sent.</param>
/// <param name="Data">Its data, in the bytes that were sent, lines joined with LF.</param>
/// <param name="Id">The last id that was sent up to and with this event; null for none.</param>
internal sealed record SseFrame(string Event, ReadOnlyMemory<byte> Data, string? Id);
