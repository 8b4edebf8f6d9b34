using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>message.reset</c>: the step's open message is void; a new attempt starts from its beginning.</summary>
public sealed record MessageReset : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "message.reset";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>The new attempt: 2, 3 …</summary>
    [JsonPropertyName("attempt")]
    public required int Attempt { get; init; }

    /// <summary><c>restarted</c> (the process went away), <c>cut</c> (the stream broke) or a provider's error code.</summary>
    [JsonPropertyName("reason")]
    public required string Reason { get; init; }
}
