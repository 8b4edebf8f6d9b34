using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Streams;
using Silo.Edge.Http.Events;

namespace Silo.Edge.SignalR;

/// <summary>Writes items of streams: events in their exact stored bytes, pieces in the bytes that server-sent events have.</summary>
internal sealed class HubItemConverter : JsonConverter<HubItem>
{
    private static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText Event = JsonEncodedText.Encode("event");
    private static readonly JsonEncodedText Data = JsonEncodedText.Encode("data");

    public override HubItem Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("An item is only written.");

    public override void Write(Utf8JsonWriter writer, HubItem value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        switch (value.Item)
        {
            case FeedItem.Event e:
                writer.WriteString(Id, CursorCodec.Encode(e.After));
                writer.WriteString(Event, e.Stored.Kind);
                writer.WritePropertyName(Data);
                writer.WriteRawValue(e.Stored.Utf8.Span, skipInputValidation: true);
                break;
            case FeedItem.Delta d:
                writer.WriteString(Id, CursorCodec.Encode(d.After));
                writer.WriteString(Event, DeltaNames.Of(d.Piece.Kind));
                writer.WritePropertyName(Data);
                WritePiece(writer, value.Session, d.Piece);
                break;
            case FeedItem.Closed closed:
                writer.WriteString(Event, ClosedNames.Item);
                writer.WriteStartObject(Data);
                writer.WriteString("reason"u8, ClosedNames.Of(closed.Reason));
                if (closed.Address is { } address) writer.WriteString("address"u8, address.AbsoluteUri);
                writer.WriteEndObject();
                break;
        }

        writer.WriteEndObject();
    }

    // A piece is at most HubLimits.PieceBytesMax long, so the buffer is one that the pool keeps.
    private static void WritePiece(Utf8JsonWriter writer, SessionId session, StreamDelta piece)
    {
        var text = piece.Utf8.Span;
        var buffer = ArrayPool<byte>.Shared.Rent(DeltaJson.HeadBytesMax(piece) + (text.Length * DeltaJson.GrowthMax) + DeltaJson.Tail.Length);
        try
        {
            var line = new Utf8Line(buffer);
            DeltaJson.AddHead(ref line, Encoding.UTF8.GetBytes(session.Value), piece);
            DeltaJson.Encoder.EncodeUtf8(text, buffer.AsSpan(line.Length), out _, out var written);
            var end = line.Length + written + Encoding.UTF8.GetBytes(DeltaJson.Tail, buffer.AsSpan(line.Length + written));
            writer.WriteRawValue(buffer.AsSpan(0, end), skipInputValidation: true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
