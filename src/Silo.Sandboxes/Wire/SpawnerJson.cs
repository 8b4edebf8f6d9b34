using System.Text.Json.Serialization;

namespace Silo.Sandboxes.Wire;

/// <summary>The encoding of messages; what it does not know it refuses.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(SpawnerRequest))]
[JsonSerializable(typeof(SpawnerReply))]
internal sealed partial class SpawnerJson : JsonSerializerContext;
