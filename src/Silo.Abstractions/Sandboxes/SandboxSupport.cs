namespace Silo.Abstractions.Sandboxes;

/// <summary>Whether sandboxes can be made on this host.</summary>
/// <param name="Available">Whether they can.</param>
/// <param name="Detail">The version, or what is missing and how to get it.</param>
/// <param name="Degraded">Limits that this host cannot set, each named.</param>
public sealed record SandboxSupport(bool Available, string Detail, IReadOnlyList<string> Degraded);
