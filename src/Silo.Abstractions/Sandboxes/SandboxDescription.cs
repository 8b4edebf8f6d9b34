namespace Silo.Abstractions.Sandboxes;

/// <summary>How strong a sandbox is.</summary>
/// <param name="Isolation">What divides it from the host: <c>namespaces</c> (the host's kernel, with a filter on its calls), or a provider's own word.</param>
/// <param name="Degraded">Limits of its settings that are not set, or weaker than asked: each begins with the setting's name and a colon. Empty when there is none.</param>
/// <param name="User">Whom its processes run as: <c>host</c>, <c>mapped</c> or <c>subordinate</c>, as in the event <c>sandbox.created</c>; null when the provider has no such notion.</param>
public sealed record SandboxDescription(string Isolation, IReadOnlyList<string> Degraded, string? User = null);
