using Silo.Abstractions.Identity;

namespace Silo.Client.Access;

/// <summary>A change that was asked for, as the audit log has it.</summary>
public sealed record AuditInfo
{
    /// <summary>Its id.</summary>
    public required AuditId Id { get; init; }

    /// <summary>When it was asked for, before it was made, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who asked: a key's id, <c>jwt:</c> and a subject, <c>local</c> or <c>offline</c>.</summary>
    public required string Caller { get; init; }

    /// <summary>Who asked, as people call it.</summary>
    public required string CallerName { get; init; }

    /// <summary>What was asked, such as <c>session_create</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>What it was about; null where that was never known.</summary>
    public string? Target { get; init; }

    /// <summary>The request, as the server's log names it.</summary>
    public required string Request { get; init; }

    /// <summary>What became of it: <c>done</c>, <c>forbidden</c>, <c>failed</c>, <c>abandoned</c>, or the code that was answered; null when the server died in between.</summary>
    public string? Outcome { get; init; }

    /// <summary>When that was known, in UTC.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
