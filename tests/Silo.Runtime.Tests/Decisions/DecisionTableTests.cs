using Xunit;

namespace Silo.Runtime.Tests.Decisions;

/// <summary>Every message in every situation that it can meet. The order of events is that of docs/protocol/turns.md.</summary>
public sealed class DecisionTableTests
{
    /// <summary>Situation; message; events; what the program is told at once; what is done once the commit is durable; the answer.</summary>
    private const string Table = """
        idle        | prompt            | turn.queued turn.started                           | StartProgram | ArmDeadline          | Accepted
        idle        | interject         | turn.queued turn.started                           | StartProgram | ArmDeadline          | Accepted
        idle        | interject-deaf    | turn.queued turn.started                           | StartProgram | ArmDeadline          | Accepted
        idle        | cancel            | -                                                  | -            | -                    | NothingToCancel
        idle        | message           | -                                                  | -            | -                    | -
        idle        | tool              | -                                                  | -            | -                    | -
        idle        | too-early         | -                                                  | -            | -                    | -
        idle        | ask               | -                                                  | -            | -                    | -
        idle        | idle-stop         | session.deactivated                                | -            | Stop                 | -
        idle        | shutdown          | session.deactivated                                | -            | Stop                 | -
        running     | prompt            | turn.queued                                        | -            | -                    | Accepted
        running     | interject         | turn.interjected                                   | -            | -                    | Accepted
        running     | interject-deaf    | -                                                  | -            | -                    | CannotInterject
        running     | cancel            | turn.cancel_requested                              | -            | Interrupt            | Cancelling
        running     | message           | message.started                                    | -            | BeginAttempt         | -
        running     | tool              | tool_use.started                                   | -            | BeginAttempt         | -
        running     | too-early         | turn.cancel_requested                              | Abort        | Interrupt            | -
        running     | ask               | approval.requested                                 | -            | -                    | -
        running     | ended             | usage.recorded message.completed                   | Deliver      | -                    | -
        running     | ended-old-attempt | -                                                  | -            | -                    | -
        running     | failed            | state.waiting                                      | -            | RetryLater           | -
        running     | deadline          | turn.cancel_requested                              | -            | Interrupt            | -
        running     | grace-over        | -                                                  | -            | -                    | -
        running     | program-ended     | message.failed turn.ended                          | -            | TurnOver             | -
        running     | idle-stop         | -                                                  | -            | -                    | -
        running     | shutdown          | session.deactivated                                | -            | Stop                 | -
        queued      | prompt            | turn.queued                                        | -            | -                    | Accepted
        queued      | interject         | turn.interjected                                   | -            | -                    | Accepted
        queued      | interject-deaf    | -                                                  | -            | -                    | CannotInterject
        queued      | cancel            | turn.cancel_requested                              | -            | Interrupt            | Cancelling
        queued      | cancel-queued     | turn.ended                                         | -            | -                    | Cancelling
        queued      | message           | message.started                                    | -            | BeginAttempt         | -
        queued      | tool              | tool_use.started                                   | -            | BeginAttempt         | -
        queued      | too-early         | turn.cancel_requested                              | Abort        | Interrupt            | -
        queued      | ask               | approval.requested                                 | -            | -                    | -
        queued      | ended             | usage.recorded message.completed                   | Deliver      | -                    | -
        queued      | ended-old-attempt | -                                                  | -            | -                    | -
        queued      | failed            | state.waiting                                      | -            | RetryLater           | -
        queued      | deadline          | turn.cancel_requested                              | -            | Interrupt            | -
        queued      | grace-over        | -                                                  | -            | -                    | -
        queued      | program-ended     | message.failed turn.ended turn.started             | StartProgram | TurnOver ArmDeadline | -
        queued      | idle-stop         | -                                                  | -            | -                    | -
        queued      | shutdown          | session.deactivated                                | -            | Stop                 | -
        waiting     | prompt            | turn.queued                                        | -            | -                    | Accepted
        waiting     | interject         | turn.interjected                                   | -            | -                    | Accepted
        waiting     | interject-deaf    | -                                                  | -            | -                    | CannotInterject
        waiting     | cancel            | turn.cancel_requested                              | Abort        | Interrupt            | Cancelling
        waiting     | tool              | tool_use.started                                   | -            | BeginAttempt         | -
        waiting     | too-early         | turn.cancel_requested                              | Abort Abort  | Interrupt            | -
        waiting     | ask               | approval.requested                                 | -            | -                    | -
        waiting     | ended-old-attempt | -                                                  | -            | -                    | -
        waiting     | due               | state.running message.reset                        | -            | BeginAttempt         | -
        waiting     | deadline          | turn.cancel_requested                              | Abort        | Interrupt            | -
        waiting     | grace-over        | -                                                  | -            | -                    | -
        waiting     | program-ended     | message.failed turn.ended                          | -            | TurnOver             | -
        waiting     | idle-stop         | -                                                  | -            | -                    | -
        waiting     | shutdown          | session.deactivated                                | -            | Stop                 | -
        interrupted | prompt            | turn.queued                                        | -            | -                    | Accepted
        interrupted | interject         | turn.queued                                        | -            | -                    | Accepted
        interrupted | interject-deaf    | turn.queued                                        | -            | -                    | Accepted
        interrupted | cancel            | -                                                  | -            | -                    | Cancelling
        interrupted | message           | -                                                  | Abort        | -                    | -
        interrupted | message-again     | -                                                  | Abort        | -                    | -
        interrupted | tool              | -                                                  | Abort        | -                    | -
        interrupted | too-early         | -                                                  | Abort        | -                    | -
        interrupted | ask               | -                                                  | Abort        | -                    | -
        interrupted | ended             | usage.recorded message.completed                   | Abort        | -                    | -
        interrupted | ended-old-attempt | -                                                  | -            | -                    | -
        interrupted | failed            | message.failed                                     | Abort        | -                    | -
        interrupted | due               | -                                                  | -            | -                    | -
        interrupted | deadline          | -                                                  | -            | -                    | -
        interrupted | grace-over        | message.failed turn.ended                          | -            | TurnOver             | -
        interrupted | program-ended     | message.failed turn.ended                          | -            | TurnOver             | -
        interrupted | idle-stop         | -                                                  | -            | -                    | -
        interrupted | shutdown          | session.deactivated                                | -            | Stop                 | -
        tool        | prompt            | turn.queued                                        | -            | -                    | Accepted
        tool        | interject         | turn.interjected                                   | -            | -                    | Accepted
        tool        | interject-deaf    | -                                                  | -            | -                    | CannotInterject
        tool        | cancel            | turn.cancel_requested                              | -            | Interrupt            | Cancelling
        tool        | message           | message.started                                    | -            | BeginAttempt         | -
        tool        | message-again     | -                                                  | Deliver      | -                    | -
        tool        | tool              | tool_use.started                                   | -            | BeginAttempt         | -
        tool        | too-early         | turn.cancel_requested                              | Abort        | Interrupt            | -
        tool        | ask               | approval.requested                                 | -            | -                    | -
        tool        | ended             | tool_result.completed                              | Deliver      | -                    | -
        tool        | ended-old-attempt | -                                                  | -            | -                    | -
        tool        | deadline          | turn.cancel_requested                              | -            | Interrupt            | -
        tool        | grace-over        | -                                                  | -            | -                    | -
        tool        | program-ended     | tool_result.completed turn.ended                   | -            | TurnOver             | -
        tool        | idle-stop         | -                                                  | -            | -                    | -
        tool        | shutdown          | session.deactivated                                | -            | Stop                 | -
        approval    | prompt            | turn.queued                                        | -            | -                    | Accepted
        approval    | interject         | turn.interjected                                   | -            | -                    | Accepted
        approval    | interject-deaf    | -                                                  | -            | -                    | CannotInterject
        approval    | cancel            | turn.cancel_requested                              | Abort        | Interrupt            | Cancelling
        approval    | message           | message.started                                    | -            | BeginAttempt         | -
        approval    | message-again     | -                                                  | Deliver      | -                    | -
        approval    | tool              | tool_use.started                                   | -            | BeginAttempt         | -
        approval    | too-early         | turn.cancel_requested                              | Abort Abort  | Interrupt            | -
        approval    | ask               | approval.requested                                 | -            | -                    | -
        approval    | ended-old-attempt | -                                                  | -            | -                    | -
        approval    | approve           | approval.resolved                                  | -            | BeginAttempt         | Resolved
        approval    | reject            | approval.resolved tool_result.completed            | Deliver      | -                    | Resolved
        approval    | answer            | -                                                  | -            | -                    | NotAChoice
        approval    | deadline          | turn.cancel_requested                              | Abort        | Interrupt            | -
        approval    | grace-over        | -                                                  | -            | -                    | -
        approval    | program-ended     | approval.resolved tool_result.completed turn.ended | -            | TurnOver             | -
        approval    | idle-stop         | -                                                  | -            | -                    | -
        approval    | shutdown          | session.deactivated                                | -            | Stop                 | -
        restarted   | prompt            | turn.queued                                        | -            | -                    | Accepted
        restarted   | interject         | turn.interjected                                   | -            | -                    | Accepted
        restarted   | interject-deaf    | -                                                  | -            | -                    | CannotInterject
        restarted   | cancel            | turn.cancel_requested                              | -            | Interrupt            | Cancelling
        restarted   | message-again     | message.reset                                      | -            | BeginAttempt         | -
        restarted   | too-early         | turn.cancel_requested                              | Abort        | Interrupt            | -
        restarted   | ended-old-attempt | -                                                  | -            | -                    | -
        restarted   | deadline          | turn.cancel_requested                              | -            | Interrupt            | -
        restarted   | grace-over        | -                                                  | -            | -                    | -
        restarted   | program-ended     | message.failed turn.ended                          | -            | TurnOver             | -
        restarted   | idle-stop         | -                                                  | -            | -                    | -
        restarted   | shutdown          | session.deactivated                                | -            | Stop                 | -
        """;

    public static TheoryData<string> Rows => [.. Table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Message_InASituation_IsDecided(string row)
    {
        var cells = row.Split('|', StringSplitOptions.TrimEntries);
        var scene = Situations.All[cells[0]]();
        var decision = scene.Do(Messages.All[cells[1]](scene)!);
        Assert.Equal(string.Join(" | ", cells[2..]), Scene.Line(decision));
    }
}
