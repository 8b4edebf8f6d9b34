using Silo.Abstractions.Identity;

namespace Silo.Sandboxes.Wire;

/// <summary>A sandbox, and how many commands run in it.</summary>
internal sealed record ListedSandbox(string Sandbox, TenantId Tenant, SessionId Session, int Commands);
