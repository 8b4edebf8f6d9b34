using Silo.Sandboxes.Bubblewrap;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;

namespace Silo.Spawner;

/// <summary>What every sandbox is made with.</summary>
internal sealed record SandboxTools(
    RunDirectory Run, FdPoller Poller, ProcessStarter Starter, TimeProvider Time, string Bubblewrap, SystemView System);
