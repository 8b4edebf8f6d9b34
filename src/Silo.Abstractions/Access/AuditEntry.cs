using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Access;

/// <summary>One change that a caller asked for. Holds no content.</summary>
public sealed record AuditEntry
{
    /// <summary>Its id.</summary>
    public required AuditId Id { get; init; }

    /// <summary>The tenant.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who: a caller's id.</summary>
    public required string Caller { get; init; }

    /// <summary>Who, as people call it.</summary>
    public required string CallerName { get; init; }

    /// <summary>What: an operation in snake_case, such as <c>session_create</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>On what: an id, or an id and a path; up to 512 characters. Null before a new thing has one.</summary>
    public string? Target { get; init; }

    /// <summary>The request.</summary>
    public required string Request { get; init; }

    /// <summary>What became of it: <c>done</c>, <c>forbidden</c>, <c>failed</c>, or a code; null while it runs, or when its host died over it.</summary>
    public string? Outcome { get; init; }

    /// <summary>When it ended; null like <see cref="Outcome"/>.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
