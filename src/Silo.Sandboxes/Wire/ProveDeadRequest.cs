using Silo.Abstractions.Identity;

namespace Silo.Sandboxes.Wire;

/// <summary>Ends every sandbox of a session; answered when none of their processes is left.</summary>
internal sealed record ProveDeadRequest(TenantId Tenant, SessionId Session) : SpawnerRequest;
