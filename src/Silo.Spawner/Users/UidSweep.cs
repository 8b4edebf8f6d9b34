using System.Globalization;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.Spawning;

namespace Silo.Spawner.Users;

/// <summary>Ends every process that runs as an id of a range.</summary>
/// <remarks>The range is locked, and nobody else's: whoever runs as such an id was started by a spawner that is gone. A sandboxed process cannot change its id.</remarks>
internal sealed class UidSweep(UidRange range, FdPoller poller, Func<Task, Task> bounded)
{
    /// <summary>Whether containers of the same user are left alone. They show its ids as others, many at a time, as no sandbox does.</summary>
    public bool SparesContainers { get; init; }

    /// <summary>Whether there is one.</summary>
    public bool IsNeeded() => Find().Count > 0;

    /// <summary>Ends them, and returns when none is left.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="SandboxException">One may not be ended by this process (<c>sandbox_unavailable</c>). Retry when it is gone.</exception>
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
                if (!held.TryKill()) throw Foreign(pid);
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
            if (ids is null || !Ids(ids).Any(range.Contains)) return false;
            return !SparesContainers || !IsContainer(File.ReadAllLines($"/proc/{pid}/uid_map"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // Each line of a map: the first id inside, the first outside, how many.
    private static bool IsContainer(string[] map) =>
        map.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Any(fields => fields.Length == 3 && fields[0] != fields[1] && fields[2] != "1");

    private static IEnumerable<uint> Ids(string line) =>
        line["Uid:".Length..].Split('\t', StringSplitOptions.RemoveEmptyEntries).Select(id => uint.Parse(id, CultureInfo.InvariantCulture));

    private SandboxException Foreign(int pid) => new(
        Unavailable.Code,
        $"Process {pid} runs as one of the ids {range}, which are for sandboxes alone, and this host may not end it. " +
        "A container of the same user has to run as another user; what an earlier host left is ended when this one is started by 'silo-spawner enter' again.");
}
