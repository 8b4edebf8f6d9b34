using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Silo.Edge.SignalR;

/// <summary>An answer of the hub: the very body that HTTP gives.</summary>
/// <param name="Utf8">The body's JSON.</param>
[JsonConverter(typeof(HubJsonConverter))]
internal sealed record HubJson(ReadOnlyMemory<byte> Utf8)
{
    public static HubJson Of<T>(T body, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToUtf8Bytes(body, type));
}
