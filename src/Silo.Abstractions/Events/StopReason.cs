using System.Text.Json.Serialization;

namespace Silo.Abstractions.Events;

/// <summary>Why a turn ended. The first five are the Agent Client Protocol's.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StopReason>))]
public enum StopReason
{
    /// <summary>The agent finished.</summary>
    [JsonStringEnumMemberName("end_turn")]
    EndTurn,

    /// <summary>The model ran into its output limit.</summary>
    [JsonStringEnumMemberName("max_tokens")]
    MaxTokens,

    /// <summary>The turn made as many model calls as its agent may.</summary>
    [JsonStringEnumMemberName("max_turn_requests")]
    MaxTurnRequests,

    /// <summary>The model refused.</summary>
    [JsonStringEnumMemberName("refusal")]
    Refusal,

    /// <summary>Somebody cancelled the turn.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>A limit of the platform was reached; the session is usable and says which.</summary>
    [JsonStringEnumMemberName("paused_limit")]
    PausedLimit,

    /// <summary>The turn could not go on; its error says why.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}
