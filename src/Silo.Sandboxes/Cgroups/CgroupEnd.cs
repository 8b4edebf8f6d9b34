using System.Globalization;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Native;

namespace Silo.Sandboxes.Cgroups;

/// <summary>Ends what is in a control group, and removes it.</summary>
internal sealed class CgroupEnd(ICgroupFiles files, FdPoller poller, Func<Task, Task> bounded)
{
    // Each round ends every process that is there; with no new ones allowed the second finds nothing.
    private const int RoundsMax = 1000;

    /// <summary>Ends every process of a group and removes it. A group that is gone is no error.</summary>
    /// <exception cref="SandboxException">Something in it would not die (<c>sandbox_not_dead</c>). Retry.</exception>
    public async Task EndAsync(string directory)
    {
        if (!files.Exists(directory)) return;
        TryWrite(Path.Combine(directory, "pids.max"), "0");
        TryWrite(Path.Combine(directory, "cgroup.kill"), "1");
        for (var round = 0; !files.TryRemove(directory); round++)
        {
            if (round == RoundsMax) throw new SandboxException("sandbox_not_dead", $"The control group {directory} cannot be emptied and removed. Retry.");
            foreach (var pid in Pids(files.TryRead(Path.Combine(directory, "cgroup.procs")) ?? string.Empty)) await KillAsync(pid, directory);
            foreach (var child in files.ListGroups(directory)) await EndAsync(child);
        }
    }

    /// <summary>Ends everything below the groups of a spawner that is gone, and removes them.</summary>
    public async Task EndAsync(CgroupRecord record)
    {
        foreach (var directory in record.Read()) await EndAsync(directory);
        record.Clear();
    }

    private static IEnumerable<int> Pids(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid > 0) yield return pid;
    }

    // Held first and looked up again: the number of a process that ended may mean another one by now.
    private async Task KillAsync(int pid, string directory)
    {
        using var held = Pidfd.TryOpen(pid, poller);
        if (held is null || pid == Environment.ProcessId) return;
        if (!Pids(files.TryRead(Path.Combine(directory, "cgroup.procs")) ?? string.Empty).Contains(pid)) return;
        held.Kill();
        await bounded(held.WaitGoneAsync());
        held.Reap();
    }

    private void TryWrite(string path, string text)
    {
        if (!files.Exists(path)) return;
        try
        {
            files.Write(path, text);
        }
        catch (IOException)
        {
            // A help, not the proof: the loop that follows ends each process by itself.
        }
    }
}
