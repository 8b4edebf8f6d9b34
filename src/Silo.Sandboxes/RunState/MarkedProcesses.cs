using System.Globalization;
using System.Text;
using Silo.Sandboxes.Native;

namespace Silo.Sandboxes.RunState;

/// <summary>Finds processes that a spawner started and did not live to record.</summary>
/// <remarks>
/// Such a process has run nothing: it waits for a word that never comes. bwrap carries the marker in its environment; what runs
/// inside a sandbox starts with a cleared one.
/// </remarks>
internal static class MarkedProcesses
{
    private const int EnvironmentBytesMax = 16 << 10;

    /// <summary>The processes that carry the marker, this one excepted.</summary>
    public static IReadOnlyList<int> Find(KeyValuePair<string, string> marker)
    {
        var wanted = Encoding.UTF8.GetBytes($"{marker.Key}={marker.Value}\0");
        var found = new List<int>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) continue;
            if (pid != Environment.ProcessId && Carries(directory, wanted)) found.Add(pid);
        }

        return found;
    }

    /// <summary>Ends the processes that carry the marker, and returns when none is left.</summary>
    public static async Task EndAsync(KeyValuePair<string, string> marker, FdPoller poller, Func<Task, Task> bounded)
    {
        // A process found may have made another one just before it was ended: look again until nothing is found.
        while (Find(marker) is { Count: > 0 } found)
        {
            foreach (var pid in found)
            {
                using var held = Pidfd.TryOpen(pid, poller);
                if (held is null || !Carries($"/proc/{pid}", Encoding.UTF8.GetBytes($"{marker.Key}={marker.Value}\0"))) continue;
                held.Kill();
                await bounded(held.WaitGoneAsync());
                held.Reap();
            }
        }
    }

    /// <summary>Ends the processes of every run directory that no spawner uses any more, and returns when none is left.</summary>
    /// <param name="name">The marker's name.</param>
    /// <param name="isUsed">Whether a spawner lives that uses a run directory; asked after a process of it is seen, which its spawner was there before.</param>
    /// <param name="poller">Waits for their end.</param>
    /// <param name="bounded">Bounds each wait.</param>
    /// <exception cref="IOException">One may not be ended.</exception>
    public static async Task EndUnusedAsync(string name, Func<string, bool> isUsed, FdPoller poller, Func<Task, Task> bounded)
    {
        while (true)
        {
            var unused = Directories(name).Distinct(StringComparer.Ordinal).Where(directory => !isUsed(directory)).ToList();
            if (unused.Count == 0) return;
            foreach (var directory in unused) await EndAsync(new(name, directory), poller, bounded);
        }
    }

    // The run directories that processes are marked with.
    private static IEnumerable<string> Directories(string name)
    {
        var prefix = name + "=";
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(process.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) || pid == Environment.ProcessId) continue;
            foreach (var variable in Encoding.UTF8.GetString(Read(process)).Split('\0').SkipLast(1))
                if (variable.StartsWith(prefix, StringComparison.Ordinal)) yield return variable[prefix.Length..];
        }
    }

    private static bool Carries(string directory, byte[] wanted)
    {
        var content = Read(directory).AsSpan();
        return content.StartsWith(wanted) || content.IndexOf((byte[])[0, .. wanted]) >= 0;
    }

    private static byte[] Read(string directory)
    {
        try
        {
            using var file = File.OpenHandle(Path.Combine(directory, "environ"));
            var buffer = new byte[EnvironmentBytesMax];
            return buffer[..RandomAccess.Read(file, buffer, fileOffset: 0)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone, or somebody else's: not ours. What a host with other subordinate ids left was ended before this one began.
            return [];
        }
    }
}
