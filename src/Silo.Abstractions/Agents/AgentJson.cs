using System.Text.Json;
using System.Text.Json.Serialization;

namespace Silo.Abstractions.Agents;

/// <summary>The generated serialiser of agent definitions, as they stand in <c>session.created</c>.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AgentDefinition))]
public sealed partial class AgentJson : JsonSerializerContext
{
    /// <summary>Writes a definition.</summary>
    public static JsonElement ToElement(AgentDefinition definition) => JsonSerializer.SerializeToElement(definition, Default.AgentDefinition);

    /// <summary>Reads a definition.</summary>
    /// <exception cref="JsonException">It is not one. Do not retry.</exception>
    public static AgentDefinition FromElement(JsonElement element) =>
        element.Deserialize(Default.AgentDefinition) ?? throw new JsonException("An agent definition is an object.");
}
