using System.Globalization;

namespace Silo.Conformance.Sandboxes;

/// <summary>Looks at the machine's processes: a witness that shares nothing with the code it judges.</summary>
public static class Processes
{
    /// <summary>Those whose command line holds a text, as number and command line; zombies have none.</summary>
    public static IReadOnlyList<string> WithArgument(string text) =>
        [.. All().Select(pid => $"{pid}: {Read($"/proc/{pid}/cmdline")}").Where(line => line.Contains(text, StringComparison.Ordinal))];

    /// <summary>Those whose environment at their start held a text.</summary>
    public static IReadOnlyList<int> WithEnvironment(string text) =>
        [.. All().Where(pid => Read($"/proc/{pid}/environ").Contains(text, StringComparison.Ordinal))];

    private static IEnumerable<int> All()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid != Environment.ProcessId)
                yield return pid;
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path).Replace('\0', ' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }
}
