using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Runtime.Archives.Format;

/// <summary>Begins a session; its other lines follow, up to <see cref="EndLine"/> or <see cref="AbandonedLine"/>.</summary>
internal sealed record SessionLine
{
    public required TenantId Tenant { get; init; }

    public required SessionId Id { get; init; }

    public required string Agent { get; init; }

    public required string AgentVersion { get; init; }

    public string? Title { get; init; }

    public required Dictionary<string, string> Labels { get; init; }

    public required SessionStatus Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public TimeSpan? Retention { get; init; }

    public required long Epoch { get; init; }

    public required long Head { get; init; }

    /// <summary>Who ran it last, for people: it is not taken over.</summary>
    public string? Node { get; init; }

    internal static SessionLine Of(SessionRow row) => new()
    {
        Tenant = row.Key.Tenant,
        Id = row.Key.Session,
        Agent = row.Agent,
        AgentVersion = row.AgentVersion,
        Title = row.Title,
        Labels = row.Labels.ToDictionary(),
        Status = row.Status,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
        Retention = row.Retention,
        Epoch = row.Epoch,
        Head = row.Head,
        Node = row.Owner?.Node,
    };

    internal SessionRow ToRow() => new()
    {
        Key = new SessionKey(Tenant, Id),
        Agent = Agent,
        AgentVersion = AgentVersion,
        Title = Title,
        Labels = Labels,
        Status = Status,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
        Retention = Retention,
        Epoch = Epoch,
        Head = Head,
    };
}
