using System.Text;
using System.Text.Json;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Streams;
using Silo.Client.Errors;

namespace Silo.Client.Streams;

/// <summary>Reads what stands in one event of a stream.</summary>
internal static class EventFrame
{
    private const string ClosedName = "stream.closed";
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = EventLimits.DepthMax };

    /// <summary>Reads a frame.</summary>
    /// <exception cref="SiloProtocolException">It is not what docs/protocol/streams.md says. Do not retry.</exception>
    internal static StreamItem Read(SseFrame frame)
    {
        try
        {
            using var document = JsonDocument.Parse(frame.Data, Options);
            var root = document.RootElement;
            if (frame.Event == ClosedName) return ReadClosed(root, frame.Id);
            if (root.TryGetProperty("sequence"u8, out _))
            {
                var stored = ReadStored(frame.Data, root);
                return new StreamItem.Event(stored, EventCodec.Decode(stored), Required(frame));
            }

            return ReadKind(frame.Event) is { } kind
                ? new StreamItem.Delta(ReadDelta(kind, root), frame.Data, Required(frame))
                : new StreamItem.Unknown(frame.Event, frame.Data, frame.Id);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or InvalidDataException)
        {
            throw new SiloProtocolException($"An event '{frame.Event}' of the stream is not readable: {e.Message}", e);
        }
    }

    /// <summary>Wraps the bytes of one recorded event.</summary>
    /// <exception cref="SiloProtocolException">They are not an event. Do not retry.</exception>
    internal static StoredEvent ReadStored(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Options);
            return ReadStored(utf8, document.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new SiloProtocolException($"A recorded event is not readable: {e.Message}", e);
        }
    }

    private static StoredEvent ReadStored(ReadOnlyMemory<byte> utf8, JsonElement root) =>
        new(root.GetProperty("sequence"u8).GetInt64(), root.GetProperty("kind"u8).GetString()!, utf8);

    private static StreamDelta ReadDelta(DeltaKind kind, JsonElement root) => new()
    {
        Kind = kind,
        Turn = TurnId.Parse(root.GetProperty("turn"u8).GetString()!),
        Agent = root.GetProperty("agent"u8).GetString()!,
        From = new OpenPosition(
            root.GetProperty("step"u8).GetInt64(),
            root.GetProperty("epoch"u8).GetInt64(),
            root.GetProperty("attempt"u8).GetInt32(),
            NotNegative(root.GetProperty("block"u8).GetInt32()),
            NotNegative(root.GetProperty("offset"u8).GetInt32())),
        Utf8 = Encoding.UTF8.GetBytes(root.GetProperty("text"u8).GetString()!),
        CallId = root.TryGetProperty("call_id"u8, out var call) ? call.GetString() : null,
        Tool = root.TryGetProperty("tool"u8, out var tool) ? tool.GetString() : null,
    };

    private static int NotNegative(int value) => value >= 0 ? value : throw new FormatException("A position is negative.");

    private static DeltaKind? ReadKind(string name) => name switch
    {
        "message.delta" => DeltaKind.Message,
        "thought.delta" => DeltaKind.Thought,
        "tool_use.delta" => DeltaKind.ToolUse,
        "tool_result.delta" => DeltaKind.ToolResult,
        _ => null,
    };

    private static StreamItem.Closed ReadClosed(JsonElement root, string? id)
    {
        var name = root.GetProperty("reason"u8).GetString() ?? throw new FormatException("A stream's end has no reason.");
        FeedClosedReason? reason = name switch
        {
            "end" => FeedClosedReason.End,
            "deleted" => FeedClosedReason.Deleted,
            "moved" => FeedClosedReason.Moved,
            "shutdown" => FeedClosedReason.Shutdown,
            "access_ended" => FeedClosedReason.AccessEnded,
            _ => null,
        };
        return new StreamItem.Closed(reason, name, id) { Address = ReadAddress(root) };
    }

    private static Uri? ReadAddress(JsonElement root) =>
        root.TryGetProperty("address"u8, out var text) && Uri.TryCreate(text.GetString(), UriKind.Absolute, out var address) && address.Scheme is ("http" or "https") ? address : null;

    // Without an id the item would come again after a cut.
    private static string Required(SseFrame frame) => frame.Id ?? throw new SiloProtocolException($"An event '{frame.Event}' of the stream has no id.");
}
