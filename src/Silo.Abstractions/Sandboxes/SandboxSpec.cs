using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Sandboxes;

/// <summary>What a sandbox is made for.</summary>
/// <param name="Key">The session that it belongs to.</param>
/// <param name="WorkspacePath">The host's absolute path of the session's files; the only place that it may write to and that outlives it.</param>
/// <param name="Settings">What it may use.</param>
public sealed record SandboxSpec(SessionKey Key, string WorkspacePath, SandboxSettings Settings);
