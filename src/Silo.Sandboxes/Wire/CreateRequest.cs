using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;

namespace Silo.Sandboxes.Wire;

/// <summary>Makes a sandbox.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Session">Whose it is.</param>
/// <param name="Workspace">The session's files.</param>
/// <param name="Settings">What it may use.</param>
/// <param name="IsOci">Whether an OCI runtime is to confine it; a spawner has one program, and refuses who expects another.</param>
internal sealed record CreateRequest(TenantId Tenant, SessionId Session, string Workspace, SandboxSettings Settings, bool IsOci = false) : SpawnerRequest;
