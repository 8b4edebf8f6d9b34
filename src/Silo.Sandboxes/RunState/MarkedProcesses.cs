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

    private static bool Carries(string directory, byte[] wanted)
    {
        try
        {
            using var file = File.OpenHandle(Path.Combine(directory, "environ"));
            var buffer = new byte[EnvironmentBytesMax];
            var count = RandomAccess.Read(file, buffer, fileOffset: 0);
            var content = buffer.AsSpan(0, count);
            return content.StartsWith(wanted) || content.IndexOf((byte[])[0, .. wanted]) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone, or somebody else's: not ours.
            return false;
        }
    }
}
