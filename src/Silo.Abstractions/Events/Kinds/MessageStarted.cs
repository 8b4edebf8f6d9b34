using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>message.started</c>: a model call starts; its sequence is the step.</summary>
public sealed record MessageStarted : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "message.started";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>Who is called: <c>anthropic</c>, <c>openai</c>, <c>scripted</c>.</summary>
    [JsonPropertyName("provider")]
    public required string Provider { get; init; }

    /// <summary>The model's name.</summary>
    [JsonPropertyName("model")]
    public required string Model { get; init; }

    /// <summary>1.</summary>
    [JsonPropertyName("attempt")]
    public required int Attempt { get; init; }
}
