using System.Collections.Concurrent;

namespace Silo.Runtime.Telemetry;

/// <summary>Names that may stand as a label of a metric: the first so many that come; each later one counts as <see cref="Other"/>, for what serves metrics keeps every label for ever.</summary>
public sealed class BoundedNames
{
    /// <summary>What a name counts as that came when there were enough.</summary>
    public const string Other = "_other";

    /// <summary>Most names.</summary>
    public const int NamesMax = 200;

    /// <summary>Most characters of a name; a longer one counts as <see cref="Other"/>.</summary>
    public const int NameCharsMax = 128;

    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>The name, or <see cref="Other"/>.</summary>
    public string Of(string name)
    {
        if (_names.TryGetValue(name, out var known)) return known;
        // Two at once may both be the last: a few more than the bound do no harm.
        if (name.Length > NameCharsMax || _names.Count >= NamesMax) return Other;
        return _names.GetOrAdd(name, name);
    }
}
