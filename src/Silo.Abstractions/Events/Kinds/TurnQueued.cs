using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events.Kinds;

/// <summary><c>turn.queued</c>: a prompt was accepted. It is answered with the turn's id.</summary>
public sealed record TurnQueued : EventData
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "turn.queued";

    /// <inheritdoc />
    [JsonIgnore]
    public override string Kind => KindName;

    /// <summary>The prompt.</summary>
    [JsonPropertyName("prompt")]
    public required IReadOnlyList<ContentBlock> Prompt { get; init; }

    /// <summary>How many turns stand before it; 0 when it starts at once.</summary>
    [JsonPropertyName("position")]
    public required int Position { get; init; }

    /// <summary>The turn's deadline in milliseconds from its start; null for none.</summary>
    [JsonPropertyName("deadline_ms")]
    public long? DeadlineMs { get; init; }

    /// <summary>The trace of the request that brought the prompt, as a <c>traceparent</c> of W3C; null where it was not traced.</summary>
    [JsonPropertyName("trace")]
    public string? Trace { get; init; }
}
