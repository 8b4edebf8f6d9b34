using System.Globalization;

namespace Silo.Load.Sandboxing;

/// <summary>Processes of this machine, by /proc.</summary>
internal static class ProcessMemory
{
    /// <summary>A process's proportional set size: shared pages count by its share. 0 when it is gone.</summary>
    public static long ProportionalBytes(int pid)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/smaps_rollup").First(l => l.StartsWith("Pss:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return 0;
        }
    }

    /// <summary>Everything that a process started, and they.</summary>
    public static IReadOnlyList<int> Descendants(int pid)
    {
        var children = All().Select(p => (Pid: p, Parent: Parent(p))).Where(p => p.Parent > 0).ToLookup(p => p.Parent, p => p.Pid);
        var found = new List<int>(children[pid]);
        for (var i = 0; i < found.Count; i++) found.AddRange(children[found[i]]);
        return found;
    }

    /// <summary>Those whose command line or environment holds a text; this process is none of them.</summary>
    public static int Mentioning(string text) => All().Count(pid => pid != Environment.ProcessId
        && (Read($"/proc/{pid}/cmdline").Contains(text, StringComparison.Ordinal) || Read($"/proc/{pid}/environ").Contains(text, StringComparison.Ordinal)));

    /// <summary>Mounts that any process sees, whose line holds a text.</summary>
    public static int Mounts(string text) => All()
        .SelectMany(pid => Read($"/proc/{pid}/mountinfo").Split('\n'))
        .Where(line => line.Contains(text, StringComparison.Ordinal)).Distinct().Count();

    private static IEnumerable<int> All() => Directory.EnumerateDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0).Where(pid => pid > 0);

    private static int Parent(int pid)
    {
        var line = Read($"/proc/{pid}/status").Split('\n').FirstOrDefault(l => l.StartsWith("PPid:", StringComparison.Ordinal));
        return line is null ? 0 : int.Parse(line[5..].Trim(), CultureInfo.InvariantCulture);
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }
}
