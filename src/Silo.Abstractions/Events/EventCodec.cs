using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Events;

/// <summary>Encodes events once, when they are decided, and decodes stored ones. The format is docs/protocol/events.md.</summary>
public static class EventCodec
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        // Event JSON is never put into HTML without escaping of its own; readable text saves a third of the bytes.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = EventLimits.DepthMax,
        SkipValidation = true,
    };

    // What can be written can be read: an event that cannot be read again would end its session for good.
    private static readonly JsonDocumentOptions ReaderOptions = new() { MaxDepth = EventLimits.DepthMax };

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? _scratch;

    /// <summary>Encodes an event to the bytes that are stored and sent.</summary>
    /// <exception cref="EventTooLargeException">The event exceeds <see cref="EventLimits.EventBytesMax"/>. Move content to a blob.</exception>
    /// <exception cref="JsonException">The data nests deeper than <see cref="EventLimits.DepthMax"/> or holds half a character. Do not retry.</exception>
    public static StoredEvent Encode(SessionEvent e)
    {
        var (buffer, writer) = _scratch ??= NewScratch();
        buffer.ResetWrittenCount();
        writer.Reset();
        writer.WriteStartObject();
        writer.WriteNumber("v"u8, e.Data is UnknownData other ? other.Version : EventLimits.FormatVersion);
        writer.WriteString("kind"u8, e.Data.Kind);
        writer.WriteNumber("sequence"u8, e.Sequence);
        writer.WriteString("time"u8, e.Time.UtcDateTime);
        writer.WriteString("tenant"u8, e.Key.Tenant.Value);
        writer.WriteString("session"u8, e.Key.Session.Value);
        writer.WriteNumber("epoch"u8, e.Epoch);
        if (e.Turn is { } turn) writer.WriteString("turn"u8, turn.Value);
        if (e.Step > 0) writer.WriteNumber("step"u8, e.Step);
        writer.WriteString("agent"u8, e.Agent);
        writer.WritePropertyName("data"u8);
        WriteData(writer, e.Data);
        writer.WriteEndObject();
        writer.Flush();
        if (buffer.WrittenCount > EventLimits.EventBytesMax) throw new EventTooLargeException(e.Data.Kind, buffer.WrittenCount);
        return new StoredEvent(e.Sequence, e.Data.Kind, buffer.WrittenSpan.ToArray());
    }

    /// <summary>Decodes a stored event. A kind or version that this build does not know becomes <see cref="UnknownData"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are not an event at all. Do not retry.</exception>
    public static SessionEvent Decode(StoredEvent stored)
    {
        try
        {
            using var document = JsonDocument.Parse(stored.Utf8, ReaderOptions);
            var root = document.RootElement;
            return new SessionEvent
            {
                Key = new SessionKey(
                    TenantId.Parse(Text(root, "tenant"u8)),
                    SessionId.Parse(Text(root, "session"u8))),
                Sequence = root.GetProperty("sequence"u8).GetInt64(),
                Time = root.GetProperty("time"u8).GetDateTimeOffset(),
                Epoch = root.GetProperty("epoch"u8).GetInt64(),
                Turn = root.TryGetProperty("turn"u8, out var turn) ? TurnId.Parse(turn.GetString()!) : null,
                Step = root.TryGetProperty("step"u8, out var step) ? step.GetInt64() : 0,
                Agent = Text(root, "agent"u8),
                Data = ReadData(root),
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"Event {stored.Sequence} ('{stored.Kind}') is not readable as an event: {e.Message}", e);
        }
    }

    private static void WriteData(Utf8JsonWriter writer, EventData data)
    {
        if (data is UnknownData unknown)
        {
            unknown.Json.WriteTo(writer);
            return;
        }

        var type = EventKinds.Find(data.Kind) ?? throw new InvalidOperationException($"Kind '{data.Kind}' is not registered in EventKinds.");
        JsonSerializer.Serialize(writer, data, type);
    }

    private static EventData ReadData(JsonElement root)
    {
        var version = root.GetProperty("v"u8).GetInt32();
        var kind = Text(root, "kind"u8);
        var data = root.GetProperty("data"u8);
        if (version == EventLimits.FormatVersion && EventKinds.Find(kind) is { } type && data.ValueKind == JsonValueKind.Object)
        {
            try
            {
                return (EventData)data.Deserialize(type)!;
            }
            catch (Exception e) when (e is JsonException or NotSupportedException)
            {
                // A later build may have added a block type or an enum member: keep what it wrote.
            }
        }

        return new UnknownData(kind, data.Clone(), version);
    }

    private static string Text(JsonElement root, ReadOnlySpan<byte> member) =>
        root.GetProperty(member).GetString() ?? throw new FormatException("A member that must be text is null.");

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) NewScratch()
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        return (buffer, new Utf8JsonWriter(buffer, WriterOptions));
    }
}
