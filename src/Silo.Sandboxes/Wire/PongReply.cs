namespace Silo.Sandboxes.Wire;

/// <summary>The spawner answers.</summary>
/// <param name="Pid">Its process.</param>
/// <param name="IsServing">Whether it runs by itself, for hosts of another user; else it is a host's child.</param>
/// <param name="UserKind">Whom its sandboxes run as; see <see cref="Spawning.SandboxUserKind"/>.</param>
/// <param name="Uids">The user ids that it has for them; null when they run as the host's user.</param>
/// <param name="Program">What confines its sandboxes, with its version.</param>
/// <param name="Degraded">What its sandboxes do without, each by a stable name, the reason, and what to do about it.</param>
internal sealed record PongReply(int Pid, bool IsServing, string UserKind, string? Uids, string Program, IReadOnlyList<string> Degraded) : SpawnerReply;
