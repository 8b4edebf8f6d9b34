using System.Diagnostics;
using System.Globalization;

namespace Silo.TestServers.Browsers;

/// <summary>A process with a mark in its command line, and all that it started.</summary>
internal sealed class ProcessTree(string mark)
{
    /// <summary>The ids of those that live.</summary>
    public IReadOnlyList<int> Find()
    {
        var parents = new Dictionary<int, int>();
        var found = new List<int>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            try
            {
                if (File.ReadAllText(Path.Combine(directory, "cmdline")).Contains(mark, StringComparison.Ordinal)) found.Add(id);
                var stat = File.ReadAllText(Path.Combine(directory, "stat"));
                parents[id] = int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }

        for (var i = 0; i < found.Count; i++)
            found.AddRange(parents.Where(p => p.Value == found[i] && !found.Contains(p.Key)).Select(p => p.Key).ToList());
        return found;
    }

    /// <summary>Those that live, to wait for and to kill.</summary>
    public List<Process> Open()
    {
        var processes = new List<Process>();
        foreach (var id in Find())
        {
            try
            {
                processes.Add(Process.GetProcessById(id));
            }
            catch (ArgumentException)
            {
                // It ended meanwhile.
            }
        }

        return processes;
    }
}
