using Silo.Abstractions.Access;
using Silo.Abstractions.Events;
using Silo.Abstractions.Journal;

namespace Silo.Storage.Journals;

/// <summary>How enumerations stand in the database. These values are on disk: add, never change.</summary>
internal static class StoredNames
{
    internal static long Of(SessionStatus status) => status switch
    {
        SessionStatus.Idle => 0,
        SessionStatus.Running => 1,
        SessionStatus.Waiting => 2,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a session status."),
    };

    internal static long Of(Role role) => role switch
    {
        Role.Viewer => 0,
        Role.User => 1,
        Role.Approver => 2,
        Role.Operator => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Not a role."),
    };

    internal static Role RoleOf(long stored) => stored switch
    {
        0 => Role.Viewer,
        1 => Role.User,
        2 => Role.Approver,
        3 => Role.Operator,
        _ => throw new JournalCorruptException($"A key has the role {stored}, which this schema does not know. Do not retry."),
    };

    internal static SessionStatus Status(long stored) => stored switch
    {
        0 => SessionStatus.Idle,
        1 => SessionStatus.Running,
        2 => SessionStatus.Waiting,
        _ => throw new JournalCorruptException($"A session has the status {stored}, which this schema does not know. Do not retry."),
    };

    internal static long Of(TurnState state) => state switch
    {
        TurnState.Queued => 0,
        TurnState.Running => 1,
        TurnState.Ended => 2,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a turn state."),
    };

    internal static TurnState Turn(long stored) => stored switch
    {
        0 => TurnState.Queued,
        1 => TurnState.Running,
        2 => TurnState.Ended,
        _ => throw new JournalCorruptException($"A ticket has the state {stored}, which this schema does not know. Do not retry."),
    };

    internal static string Of(StopReason reason) => reason switch
    {
        StopReason.EndTurn => "end_turn",
        StopReason.MaxTokens => "max_tokens",
        StopReason.MaxTurnRequests => "max_turn_requests",
        StopReason.Refusal => "refusal",
        StopReason.Cancelled => "cancelled",
        StopReason.PausedLimit => "paused_limit",
        StopReason.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a stop reason."),
    };

    internal static StopReason Stop(string stored) => stored switch
    {
        "end_turn" => StopReason.EndTurn,
        "max_tokens" => StopReason.MaxTokens,
        "max_turn_requests" => StopReason.MaxTurnRequests,
        "refusal" => StopReason.Refusal,
        "cancelled" => StopReason.Cancelled,
        "paused_limit" => StopReason.PausedLimit,
        "failed" => StopReason.Failed,
        _ => throw new JournalCorruptException($"A ticket has the stop reason '{stored}', which this schema does not know. Do not retry."),
    };
}
