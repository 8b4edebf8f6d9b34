namespace Silo.Sandboxes.Wire;

/// <summary>A sandbox was made.</summary>
/// <param name="Sandbox">Its name.</param>
/// <param name="Isolation">What divides it from the host.</param>
/// <param name="UserKind">Whom its processes run as; see <see cref="Spawning.SandboxUserKind"/>.</param>
/// <param name="Degraded">Limits of its settings that are not set, or weaker than asked, each named.</param>
internal sealed record CreatedReply(string Sandbox, string Isolation, string UserKind, IReadOnlyList<string> Degraded) : SpawnerReply;
