using System.Buffers.Text;
using System.Globalization;
using Silo.TestServers.Hubs;

namespace Silo.Load.TokenStream;

/// <summary>The outside client of W3 by SignalR: several streams on each connection.</summary>
internal static class HubReaders
{
    /// <summary>Streams of one connection: 200 streams make 20 connections.</summary>
    public const int StreamsEach = 10;

    /// <summary>Reads the sessions, each to its last token.</summary>
    public static Task ReadAsync(Uri server, IReadOnlyList<string> sessions, TokenSink sink, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, sessions.Count).Chunk(StreamsEach).Select(chunk => ReadConnectionAsync(server, sessions, chunk, sink, cancellationToken)));

    /// <summary>Asks for a session's stream, under a number.</summary>
    public static Task OpenAsync(HubSocket hub, int number, string session, CancellationToken cancellationToken) => hub.SendAsync(
        string.Create(CultureInfo.InvariantCulture, $$"""{"type":4,"invocationId":"{{number}}","target":"StreamEvents","arguments":["{{session}}",null]}"""), cancellationToken);

    private static async Task ReadConnectionAsync(Uri server, IReadOnlyList<string> sessions, int[] streams, TokenSink sink, CancellationToken cancellationToken)
    {
        await using var hub = await HubSocket.ConnectAsync(server, key: null, cancellationToken);
        foreach (var stream in streams) await OpenAsync(hub, stream, sessions[stream], cancellationToken);
        var (opened, reading) = (new HashSet<int>(), streams.Length);
        while (reading > 0 && await hub.ReadAsync(cancellationToken) is { } record)
        {
            var stream = StreamOf(record.Span);
            // The first item of a session that has one event: it is open.
            if (opened.Add(stream)) sink.Opened();
            else if (!sink.Take(stream, record.Span)) reading--;
        }
    }

    private static int StreamOf(ReadOnlySpan<byte> record)
    {
        var head = "{\"type\":2,\"invocationId\":\""u8;
        return record.StartsWith(head) && Utf8Parser.TryParse(record[head.Length..], out int stream, out _)
            ? stream
            : throw new InvalidOperationException($"The hub said: {System.Text.Encoding.UTF8.GetString(record)}");
    }
}
