using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Client.Tasks;

namespace Silo.Client.Sessions;

/// <summary>Both answers to a prompt in one: 202 with position and cursor, or 200 with the ended task.</summary>
internal sealed record PromptAnswer(
    TurnId Task,
    SessionId Session,
    TurnState State,
    int Position,
    string? After,
    StopReason? StopReason,
    DateTimeOffset? QueuedAt,
    DateTimeOffset? EndedAt,
    EventError? Error)
{
    internal TaskInfo ToInfo() => new()
    {
        Task = Task,
        Session = Session,
        State = State,
        StopReason = StopReason,
        QueuedAt = QueuedAt,
        EndedAt = EndedAt,
        Error = Error,
    };
}
