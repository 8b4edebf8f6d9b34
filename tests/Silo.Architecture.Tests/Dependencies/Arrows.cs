using System.Collections.Frozen;

namespace Silo.Architecture.Tests.Dependencies;

/// <summary>Which of our projects may know which: arrows point one way, from the edge to the ports.</summary>
internal static class Arrows
{
    private static readonly FrozenDictionary<string, string[]> Allowed = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Silo.Abstractions"] = [],
        ["Silo.Runtime"] = ["Silo.Abstractions"],
        ["Silo.Agents"] = ["Silo.Runtime", "Silo.Abstractions"],
        ["Silo.Edge"] = ["Silo.Runtime", "Silo.Abstractions"],
        ["Silo.Console"] = [],
        ["Silo.Storage"] = ["Silo.Abstractions"],
        ["Silo.Sandboxes"] = ["Silo.Abstractions"],
        ["Silo.Spawner"] = ["Silo.Sandboxes", "Silo.Abstractions"],
        ["Silo.Client"] = ["Silo.Abstractions"],
        ["Silo.Cli"] = ["Silo.Client", "Silo.Abstractions"],
        ["Silo.Host"] =
            ["Silo.Edge", "Silo.Console", "Silo.Agents", "Silo.Runtime", "Silo.Storage", "Silo.Sandboxes", "Silo.Spawner", "Silo.Client", "Silo.Abstractions"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    internal static IReadOnlyCollection<string> Projects => Allowed.Keys;

    /// <summary>The references that are not allowed; a project without an entry may have none at all.</summary>
    internal static IEnumerable<string> Forbidden(string project, IEnumerable<string> references) =>
        references.Except(Allowed.GetValueOrDefault(project, []), StringComparer.Ordinal);
}
