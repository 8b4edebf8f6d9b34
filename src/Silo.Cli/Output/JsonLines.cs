using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Silo.Client.Streams;

namespace Silo.Cli.Output;

/// <summary>Writes one JSON object a line, each with a <c>type</c>.</summary>
internal sealed class JsonLines(Terminal terminal)
{
    /// <summary>Writes an object under its type.</summary>
    internal void Write(string type, JsonNode? value) => Line(new JsonObject { ["type"] = type, [type] = value }.ToJsonString());

    /// <summary>Writes an item of a stream; events and pieces as the server sent them.</summary>
    internal void Write(StreamItem item)
    {
        var (type, utf8) = item switch
        {
            StreamItem.Event e => ("event", e.Stored.Utf8),
            StreamItem.Delta d => ("delta", d.Utf8),
            StreamItem.Unknown u => ("unknown", u.Utf8),
            StreamItem.Closed c => ("closed", JsonSerializer.SerializeToUtf8Bytes(c.Name)),
            _ => ("unknown", ReadOnlyMemory<byte>.Empty),
        };
        var buffer = new ArrayBufferWriter<byte>(utf8.Length + 256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("type", type);
            if (item.Cursor is not null) writer.WriteString("cursor", item.Cursor);
            writer.WritePropertyName(type);
            // Was parsed when it came, to the depth that events may have.
            writer.WriteRawValue(utf8.Span, skipInputValidation: true);
            writer.WriteEndObject();
        }

        Line(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary>Writes an object to the error output.</summary>
    internal void WriteError(JsonObject error) => terminal.Note(Neutral.Json(new JsonObject { ["type"] = "error", ["error"] = error }.ToJsonString()), Tone.Plain);

    private void Line(string json) => terminal.WriteLine(Neutral.Json(json));
}
