using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Access;

/// <summary>Who asks. Made once for each request by whoever authenticates it, and handed on explicitly.</summary>
/// <param name="Tenant">The tenant in which the caller acts; nothing of another one exists for it.</param>
/// <param name="Role">What it may do there.</param>
/// <param name="Id">Names it in the audit log and in approvals: a key's id, <c>jwt:</c> and a subject, or <c>local</c>. Up to 256 characters; never a secret.</param>
/// <param name="Name">What people call it; up to 128 characters.</param>
/// <param name="Request">Names the request; up to 128 characters.</param>
public sealed record Caller(TenantId Tenant, Role Role, string Id, string Name, string Request)
{
    /// <summary>The one session that it may read, and then nothing else; null for all of its tenant.</summary>
    public SessionId? OnlySession { get; init; }
}
