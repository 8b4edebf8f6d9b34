using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Silo.Agents.Definitions;

/// <summary>Writes a driver's settings as JSON, by YAML 1.2's core schema: plain numbers, booleans and nothing, else text.</summary>
internal static class SettingJson
{
    // The JSON is read by people too, as the input of tool calls: '>' stays '>'.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonElement ToElement(SettingNode node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
            Write(writer, node);
        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>Reads JSON back as settings, without lines.</summary>
    public static SettingNode ToNode(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new SettingMap(
            element.EnumerateObject().DistinctBy(property => property.Name).ToDictionary(
                property => property.Name,
                property => new SettingMap.Entry(new SettingScalar(property.Name, Plain: false, 0, 0), ToNode(property.Value))),
            0,
            0),
        JsonValueKind.Array => new SettingList([.. element.EnumerateArray().Select(ToNode)], 0, 0),
        JsonValueKind.String => new SettingScalar(element.GetString()!, Plain: false, 0, 0),
        _ => new SettingScalar(element.GetRawText(), Plain: true, 0, 0),
    };

    private static void Write(Utf8JsonWriter writer, SettingNode node)
    {
        switch (node)
        {
            case SettingMap map:
                writer.WriteStartObject();
                foreach (var entry in map.Entries.Values)
                {
                    writer.WritePropertyName(entry.Key.Text);
                    Write(writer, entry.Value);
                }

                writer.WriteEndObject();
                break;
            case SettingList list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case SettingScalar scalar:
                WriteScalar(writer, scalar);
                break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter writer, SettingScalar scalar)
    {
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (scalar.IsNull)
            writer.WriteNullValue();
        else if (scalar.Boolean is { } boolean)
            writer.WriteBooleanValue(boolean);
        else if (scalar.Plain && decimal.TryParse(scalar.Text, styles, CultureInfo.InvariantCulture, out var number))
            writer.WriteNumberValue(number);
        else
            writer.WriteStringValue(scalar.Text);
    }
}
