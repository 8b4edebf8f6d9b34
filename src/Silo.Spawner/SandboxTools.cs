using Silo.Sandboxes.Native;
using Silo.Sandboxes.Profiles;
using Silo.Sandboxes.RunState;
using Silo.Spawner.Diagnostics;
using Silo.Spawner.Launching;
using Silo.Spawner.Resources;

namespace Silo.Spawner;

/// <summary>What every sandbox is made with.</summary>
internal sealed record SandboxTools(
    RunDirectory Run, FdPoller Poller, ProcessStarter Starter, TimeProvider Time, ICommandLauncher Launcher, SandboxProfile Profile,
    IResourceSource Resources, ISpawnerProbe Probe)
{
    /// <summary>Whether the spawner runs by itself, for hosts; else it is a host's child.</summary>
    public bool IsServing { get; init; }

    /// <summary>How often a running sandbox's directories are measured.</summary>
    /// <value>Default 2 s.</value>
    public TimeSpan DiskInterval { get; init; } = TimeSpan.FromSeconds(2);
}
