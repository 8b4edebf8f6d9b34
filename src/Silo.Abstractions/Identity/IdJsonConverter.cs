using System.Text.Json;
using System.Text.Json.Serialization;

namespace Silo.Abstractions.Identity;

/// <summary>Writes an id as a JSON string, and refuses a malformed one.</summary>
/// <typeparam name="TId">The id.</typeparam>
public sealed class IdJsonConverter<TId> : JsonConverter<TId>
    where TId : struct, IId<TId>
{
    /// <inheritdoc />
    public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TId.TryParse(reader.GetString(), provider: null, out var id) ? id : throw new JsonException($"Not a valid id with prefix '{TId.Prefix}'.");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
