namespace Silo.Abstractions.Sandboxes;

/// <summary>How strong a sandbox is.</summary>
/// <param name="Isolation">What divides it from the host: <c>namespaces</c> (the host's kernel, with a filter on its calls), or a provider's own word.</param>
/// <param name="Degraded">Limits of its settings that are not set, or weaker than asked: each begins with the setting's name and a colon. Empty when there is none.</param>
public sealed record SandboxDescription(string Isolation, IReadOnlyList<string> Degraded);
