namespace Silo.Spawner.Resources;

/// <summary>Whom a sandbox's processes run as.</summary>
/// <param name="Uid">The user.</param>
/// <param name="Gid">The group; there is no other.</param>
internal sealed record SandboxUser(uint Uid, uint Gid);
