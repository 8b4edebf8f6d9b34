using System.Globalization;
using Silo.Sandboxes.Native;

namespace Silo.Spawner.Users;

/// <summary>Ends every process that runs as an id of a range.</summary>
/// <remarks>The range is locked, and nobody else's: whoever runs as such an id was started by a spawner that is gone. A sandboxed process cannot change its id.</remarks>
internal sealed class UidSweep(UidRange range, FdPoller poller, Func<Task, Task> bounded)
{
    /// <summary>Ends them, and returns when none is left.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> EndAsync()
    {
        var count = 0;

        // One that was found may have started another before it was ended: look until nothing is found.
        while (Find() is { Count: > 0 } found)
        {
            foreach (var pid in found)
            {
                using var held = Pidfd.TryOpen(pid, poller);
                if (held is null || !IsOurs(pid)) continue;
                held.Kill();
                await bounded(held.WaitGoneAsync());
                held.Reap();
                count++;
            }
        }

        return count;
    }

    private List<int> Find()
    {
        var found = new List<int>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && IsOurs(pid)) found.Add(pid);
        return found;
    }

    // Real, effective, saved and file system id; a process that has ended and waits for its parent can do nothing any more.
    private bool IsOurs(int pid)
    {
        try
        {
            var lines = File.ReadAllLines($"/proc/{pid}/status");
            if (lines.Any(line => line.StartsWith("State:\tZ", StringComparison.Ordinal))) return false;
            var ids = lines.FirstOrDefault(line => line.StartsWith("Uid:", StringComparison.Ordinal));
            return ids is not null && ids[4..].Split('\t', StringSplitOptions.RemoveEmptyEntries).Any(id => range.Contains(uint.Parse(id, CultureInfo.InvariantCulture)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
