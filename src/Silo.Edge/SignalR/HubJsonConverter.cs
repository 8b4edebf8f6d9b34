using System.Text.Json;
using System.Text.Json.Serialization;

namespace Silo.Edge.SignalR;

/// <summary>Writes a body as it is.</summary>
internal sealed class HubJsonConverter : JsonConverter<HubJson>
{
    public override HubJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("A body is only written.");

    public override void Write(Utf8JsonWriter writer, HubJson value, JsonSerializerOptions options) => writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
}
