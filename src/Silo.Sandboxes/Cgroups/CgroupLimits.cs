namespace Silo.Sandboxes.Cgroups;

/// <summary>What one sandbox may use, all its commands together.</summary>
/// <param name="MemoryBytes">Most bytes of memory; null for the machine's.</param>
/// <param name="Processes">Most processes and threads.</param>
/// <param name="Cpus">Processor time per time, in processors; null for the machine's.</param>
internal sealed record CgroupLimits(long? MemoryBytes, int Processes, decimal? Cpus)
{
    private const int PeriodUs = 100_000;

    // The kernel takes no quota below a millisecond.
    private const int QuotaUsMin = 1000;

    /// <summary>The files of a version 2 group and what to write to them, in order.</summary>
    public IEnumerable<(string File, string Text, bool IsNeeded)> Unified(CgroupController controller) => controller switch
    {
        CgroupController.Memory when MemoryBytes is { } bytes => [("memory.max", $"{bytes}", true), ("memory.swap.max", "0", false)],
        CgroupController.Pids => [("pids.max", $"{Processes}", true)],
        CgroupController.Cpu when Cpus is { } cpus => [("cpu.max", $"{QuotaUs(cpus)} {PeriodUs}", true)],
        _ => [],
    };

    /// <summary>The files of a version 1 group and what to write to them, in order.</summary>
    public IEnumerable<(string File, string Text, bool IsNeeded)> Legacy(CgroupController controller) => controller switch
    {
        CgroupController.Memory when MemoryBytes is { } bytes =>
            [("memory.limit_in_bytes", $"{bytes}", true), ("memory.memsw.limit_in_bytes", $"{bytes}", false)],
        CgroupController.Pids => [("pids.max", $"{Processes}", true)],
        CgroupController.Cpu when Cpus is { } cpus => [("cpu.cfs_period_us", $"{PeriodUs}", true), ("cpu.cfs_quota_us", $"{QuotaUs(cpus)}", true)],
        _ => [],
    };

    private static long QuotaUs(decimal cpus) => Math.Max(QuotaUsMin, (long)(cpus * PeriodUs));
}
