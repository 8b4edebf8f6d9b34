using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;

namespace Silo.Sandboxes.Wire;

/// <summary>Makes a sandbox.</summary>
internal sealed record CreateRequest(TenantId Tenant, SessionId Session, string Workspace, SandboxSettings Settings) : SpawnerRequest;
