using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Sessions;

/// <summary>Decides an approval.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Approval">The approval.</param>
/// <param name="Decision"><c>approve</c>, <c>reject</c> or <c>answer</c>.</param>
/// <param name="Answer">What the person says; up to 16 KiB.</param>
/// <param name="By">Who decides.</param>
public sealed record ResolveApprovalCommand(TenantId Tenant, ApprovalId Approval, string Decision, string? Answer, string By);
