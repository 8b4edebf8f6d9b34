using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Silo.FakeModel.Scripts;

/// <summary>What the server says, in which conversation.</summary>
public sealed record FakeScript
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>The conversations; the first that fits a request answers it.</summary>
    public IReadOnlyList<FakeConversation> Conversations { get; init; } = [];

    /// <summary>Reads a script from JSON in snake_case; comments and trailing commas are allowed, unknown members are not.</summary>
    /// <exception cref="JsonException">It is not a script.</exception>
    public static FakeScript Parse(string json) => JsonSerializer.Deserialize<FakeScript>(json, Json) ?? throw new JsonException("A script is an object.");

    /// <summary>Writes the script as JSON, for a server in another process.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
