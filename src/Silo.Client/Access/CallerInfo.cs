using Silo.Abstractions.Access;

namespace Silo.Client.Access;

/// <summary>Who the caller is to the server.</summary>
public sealed record CallerInfo
{
    /// <summary>As the audit log names it: a key's id, <c>jwt:</c> and a subject, or <c>local</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>Where it acts.</summary>
    public required string Tenant { get; init; }

    /// <summary>What it may do there.</summary>
    public required Role Role { get; init; }

    /// <summary>How it is known: <c>none</c> where no key is needed, <c>key</c>, <c>jwt</c> or <c>cookie</c>.</summary>
    public required string Proof { get; init; }

    /// <summary>When what it shows ends, in UTC; null for never.</summary>
    public DateTimeOffset? EndsAt { get; init; }
}
