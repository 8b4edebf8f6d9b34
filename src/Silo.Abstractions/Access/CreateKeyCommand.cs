using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Access;

/// <summary>Makes a key.</summary>
/// <param name="Tenant">The tenant in which it works.</param>
/// <param name="Role">What it may do there.</param>
/// <param name="Name">What people call it; 1 to 128 characters.</param>
/// <param name="ExpiresAt">From when on it is refused; null for never.</param>
/// <param name="By">Who makes it: a caller's id.</param>
public sealed record CreateKeyCommand(TenantId Tenant, Role Role, string Name, DateTimeOffset? ExpiresAt, string By);
