using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>message.failed</c>: a model call ended without a message, and is not tried again.</summary>
public sealed record MessageFailed : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "message.failed";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>The last attempt.</summary>
    [JsonPropertyName("attempt")]
    public required int Attempt { get; init; }

    /// <summary>Why.</summary>
    [JsonPropertyName("error")]
    public required EventError Error { get; init; }
}
