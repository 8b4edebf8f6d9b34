using Silo.Abstractions.Agents;
using Silo.Sandboxes.Cgroups;

namespace Silo.Spawner.Resources;

/// <summary>Control groups for sandboxes, where they can be made, and the names of what cannot be bounded.</summary>
internal sealed class GroupSource(ControlGroups groups, CgroupEnd end)
{
    public CgroupEnd End => end;

    /// <summary>Makes the group of a sandbox.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public SandboxGroup Make(string name, SandboxSettings settings) =>
        groups.Make(name, new CgroupLimits(settings.MemoryBytesMax, settings.ProcessesMax, settings.CpusMax));

    /// <summary>What is not bounded for a sandbox as a whole, and why.</summary>
    /// <param name="isUserShared">Whether sandboxes run as the host's user, whose other processes count as well.</param>
    /// <param name="isRoot">Whether that user is root, whom the kernel counts no processes of.</param>
    public IEnumerable<string> Degraded(bool isUserShared, bool isRoot)
    {
        if (groups.Missing.TryGetValue(CgroupController.Memory, out var reason))
            yield return $"memory_bytes_max: bounds the private memory of each process, not of the sandbox together: {reason}";
        if (groups.Missing.TryGetValue(CgroupController.Pids, out reason))
        {
            yield return isUserShared && isRoot
                ? $"processes_max: not enforced, because the host runs as root: {reason}"
                : $"processes_max: bounds the processes of each command, not of the sandbox together: {reason}";
        }

        if (groups.Missing.TryGetValue(CgroupController.Cpu, out reason)) yield return $"cpus_max: not enforced: {reason}";
    }

    /// <summary>Removes what was made for all sandboxes together.</summary>
    public void Close() => groups.Close();
}
