using Silo.Abstractions.Events;

namespace Silo.Agents.ModelLoop;

/// <summary>Reads the stop reasons of both protocols.</summary>
internal static class ModelStops
{
    /// <summary>A reason that is not known yet counts as an end: the message is whole, and failing the turn would hide it.</summary>
    internal static ModelStop Of(string reason) => reason switch
    {
        "max_tokens" or "length" or "model_context_window_exceeded" => ModelStop.TokenLimit,
        "refusal" or "content_filter" => ModelStop.Refusal,
        "pause_turn" => ModelStop.Paused,
        _ => ModelStop.End,
    };

    internal static StopReason ToStopReason(ModelStop stop) => stop switch
    {
        ModelStop.TokenLimit => StopReason.MaxTokens,
        ModelStop.Refusal => StopReason.Refusal,
        _ => StopReason.EndTurn,
    };
}
