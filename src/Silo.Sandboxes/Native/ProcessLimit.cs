using Silo.Abstractions.Agents;

namespace Silo.Sandboxes.Native;

/// <summary>A limit of the kernel on one process, which its children inherit.</summary>
/// <param name="Name">Its name, as in setrlimit(2).</param>
/// <param name="Resource">Its number.</param>
/// <param name="Value">The bound, soft and hard.</param>
internal sealed record ProcessLimit(string Name, int Resource, ulong Value)
{
    /// <summary>The limits that follow from a sandbox's settings.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="isDiskFull">Whether nothing may be written.</param>
    public static IReadOnlyList<ProcessLimit> Of(SandboxSettings settings, bool isDiskFull)
    {
        var limits = new List<ProcessLimit>
        {
            new("RLIMIT_CORE", ResourceLimit.CoreSize, 0),
            new("RLIMIT_FSIZE", ResourceLimit.FileSize, isDiskFull ? 0 : (ulong)Math.Max(0, settings.FileBytesMax)),
            new("RLIMIT_NOFILE", ResourceLimit.OpenFiles, (ulong)Math.Max(3, settings.OpenFilesMax)),
            new("RLIMIT_NPROC", ResourceLimit.Processes, (ulong)Math.Max(1, settings.ProcessesMax)),

            // Not the address space: runtimes reserve far more of it than they use.
            new("RLIMIT_DATA", ResourceLimit.Data, (ulong)Math.Max(0, settings.MemoryBytesMax)),
        };
        if (settings.CpuTimeMax is { } time) limits.Add(new("RLIMIT_CPU", ResourceLimit.CpuSeconds, (ulong)Math.Max(1, Math.Ceiling(time.TotalSeconds))));
        return limits;
    }

    /// <summary>The same, never above the hard limit that this process has.</summary>
    public ProcessLimit Bounded() => this with { Value = Math.Min(Value, ResourceLimit.HardOfThis(Resource)) };

    /// <summary>Sets it for a process, never above the hard limit that the process has.</summary>
    public void Set(int pid) => ResourceLimit.Set(pid, Resource, Value);
}
