using Silo.Abstractions.Events;
using Silo.Abstractions.Journal;

namespace Silo.Edge.Http.Turns;

/// <summary>A task as callers see it.</summary>
internal sealed record TaskBody(
    string Task,
    string Session,
    TurnState State,
    StopReason? StopReason,
    DateTime QueuedAt,
    DateTime? EndedAt,
    TaskErrorBody? Error);
