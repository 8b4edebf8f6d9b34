using System.Text.Json.Serialization;

namespace Silo.Cli.Profiles;

/// <summary>The generated serialiser of the profile file.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ProfileBook))]
internal sealed partial class ProfileJson : JsonSerializerContext;
