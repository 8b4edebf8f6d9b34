using Silo.Abstractions.Events;

namespace Silo.Cli;

/// <summary>What the process says at its end; documented in docs/operating/cli.md and never changed.</summary>
internal static class ExitCode
{
    internal const int Ok = 0;
    internal const int TurnFailed = 1;
    internal const int Unwell = 1;
    internal const int Invalid = 1;
    internal const int Usage = 2;
    internal const int Unreachable = 3;
    internal const int Api = 4;
    internal const int Cancelled = 130;
    internal const int OutputClosed = 141;

    internal static int Of(StopReason reason) => reason switch
    {
        StopReason.EndTurn => Ok,
        StopReason.Cancelled => Cancelled,
        _ => TurnFailed,
    };

    /// <summary>The reason in the words of the protocol.</summary>
    internal static string Name(StopReason reason) => reason switch
    {
        StopReason.EndTurn => "end_turn",
        StopReason.MaxTokens => "max_tokens",
        StopReason.MaxTurnRequests => "max_turn_requests",
        StopReason.Refusal => "refusal",
        StopReason.Cancelled => "cancelled",
        StopReason.PausedLimit => "paused_limit",
        _ => "failed",
    };
}
