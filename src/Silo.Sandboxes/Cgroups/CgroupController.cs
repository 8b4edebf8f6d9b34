namespace Silo.Sandboxes.Cgroups;

/// <summary>What a control group can bound.</summary>
internal enum CgroupController
{
    Memory,
    Pids,
    Cpu,
}
