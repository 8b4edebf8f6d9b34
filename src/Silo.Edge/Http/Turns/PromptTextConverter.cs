using System.Text.Json;
using System.Text.Json.Serialization;

namespace Silo.Edge.Http.Turns;

/// <summary>Reads a prompt in either of its two forms.</summary>
internal sealed class PromptTextConverter : JsonConverter<PromptText>
{
    public override PromptText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return new PromptText([reader.GetString()!]);
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException();
        var texts = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) texts.Add(ReadBlock(ref reader));
        return new PromptText(texts);
    }

    public override void Write(Utf8JsonWriter writer, PromptText value, JsonSerializerOptions options) => throw new NotSupportedException("A prompt is only read.");

    private static string ReadBlock(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
        string? type = null, text = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (type is null && reader.ValueTextEquals("type"u8)) type = ReadString(ref reader);
            else if (text is null && reader.ValueTextEquals("text"u8)) text = ReadString(ref reader);
            else throw new JsonException();
        }

        return type == "text" && text is not null ? text : throw new JsonException();
    }

    private static string ReadString(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException();
}
