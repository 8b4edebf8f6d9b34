using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Streams;

namespace Silo.Edge.Http.Events;

/// <summary>
/// Writes server-sent events straight into a connection's buffer. This is the hottest path of the API, so it builds no strings and no
/// objects; awaiting the flush is all the back-pressure there is. Used by one caller at a time.
/// </summary>
internal sealed class SseWriter(PipeWriter pipe, SessionId session)
{
    /// <summary>Most bytes that lie in the buffer before they are flushed, apart from one stored event.</summary>
    internal const int BufferedBytesMax = 32 * 1024;

    // The name of a piece and its field names.
    private const int NameBytesMax = 64;

    // Room for a character at its longest, and few rounds. The room that is asked for is what the connection's buffer sets aside, however
    // little of it gets used, and a reader that has stopped holds it: so text takes what there is, instead of asking for its worst case.
    private const int EscapeRoomMin = 256;

    private readonly byte[] _session = Encoding.UTF8.GetBytes(session.Value);

    /// <summary>Bytes written and not flushed.</summary>
    public int BufferedBytes { get; private set; }

    public void WriteEvent(StoredEvent stored, Cursor after)
    {
        WriteId(after);
        WriteKind(stored.Kind);
        var rest = stored.Utf8.Span;
        // Stored events hold no newline; if one ever does, it must not end the line that it stands in.
        for (int end; (end = rest.IndexOfAny((byte)'\n', (byte)'\r')) >= 0; rest = rest[(end + 1)..]) WritePlain("\ndata: "u8, rest[..end]);
        WritePlain("\ndata: "u8, rest);
        WritePlain("\n\n"u8, default);
    }

    /// <summary>Writes a piece of an open message. A long one is flushed on the way, so that it is never held twice as a whole.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="after">The cursor of a reader that has taken it.</param>
    /// <param name="cancellationToken">The end of the connection and nothing else: it may cut a frame in two.</param>
    public async ValueTask WriteDeltaAsync(StreamDelta piece, Cursor after, CancellationToken cancellationToken)
    {
        WriteId(after);
        WriteDeltaHead(piece);
        var rest = piece.Utf8;
        while (rest.Length > 0)
        {
            rest = rest[WriteEscaped(rest.Span)..];
            if (BufferedBytes >= BufferedBytesMax) await FlushAsync(cancellationToken);
        }

        WritePlain("\"}\n\n"u8, default);
    }

    public void WriteKeepAlive() => WritePlain(": keep-alive\n\n"u8, default);

    public void WriteClosed(FeedItem.Closed closed)
    {
        WritePlain("event: stream.closed\ndata: {\"reason\":\""u8, Encoding.UTF8.GetBytes(ClosedNames.Of(closed.Reason) + "\""));
        if (closed.Address is { } address) WritePlain(",\"address\":\""u8, Encoding.UTF8.GetBytes(JsonEncodedText.Encode(address.AbsoluteUri) + "\""));
        WritePlain("}\n\n"u8, default);
    }

    /// <summary>Hands what was written to the connection, and waits while its reader is behind.</summary>
    /// <exception cref="OperationCanceledException">Cancelled, or the reader is gone.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        BufferedBytes = 0;
        var flushed = await pipe.FlushAsync(cancellationToken);
        if (flushed.IsCompleted || flushed.IsCanceled) throw new OperationCanceledException("The reader of the stream is gone.");
    }

    private void WriteId(Cursor after)
    {
        var text = CursorCodec.Encode(after);
        var line = new Utf8Line(pipe.GetSpan(text.Length + 8));
        line.Add("id: "u8);
        line.Add(text);
        line.Add("\n"u8);
        Advance(line.Length);
    }

    private void WriteKind(string kind)
    {
        var line = new Utf8Line(pipe.GetSpan(Encoding.UTF8.GetMaxByteCount(kind.Length) + 8));
        line.Add("event: "u8);
        line.Add(kind);
        Advance(line.Length);
    }

    private void WriteDeltaHead(StreamDelta piece)
    {
        var line = new Utf8Line(pipe.GetSpan(NameBytesMax + DeltaJson.HeadBytesMax(piece)));
        line.Add("event: "u8);
        line.Add(DeltaNames.Of(piece.Kind));
        line.Add("\ndata: "u8);
        DeltaJson.AddHead(ref line, _session, piece);
        Advance(line.Length);
    }

    private int WriteEscaped(ReadOnlySpan<byte> text)
    {
        DeltaJson.Encoder.EncodeUtf8(text, pipe.GetSpan(EscapeRoomMin), out var consumed, out var written);
        Advance(written);
        return consumed;
    }

    private void WritePlain(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var line = new Utf8Line(pipe.GetSpan(first.Length + second.Length));
        line.Add(first);
        line.Add(second);
        Advance(line.Length);
    }

    private void Advance(int bytes)
    {
        pipe.Advance(bytes);
        BufferedBytes += bytes;
    }
}
