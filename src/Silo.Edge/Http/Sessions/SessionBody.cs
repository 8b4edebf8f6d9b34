using Silo.Abstractions.Journal;

namespace Silo.Edge.Http.Sessions;

/// <summary>A session as callers see it.</summary>
internal sealed record SessionBody(
    string Id,
    string Agent,
    string AgentVersion,
    string? Title,
    IReadOnlyDictionary<string, string> Labels,
    SessionStatus Status,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    long Epoch,
    long Head)
{
    public static SessionBody From(SessionRow row) => new(
        row.Key.Session.Value, row.Agent, row.AgentVersion, row.Title, row.Labels, row.Status,
        row.CreatedAt.UtcDateTime, row.UpdatedAt.UtcDateTime, row.Epoch, row.Head);
}
