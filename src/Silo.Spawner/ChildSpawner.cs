using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Seccomp;
using Silo.Sandboxes.Spawning;
using Silo.Spawner.Diagnostics;
using Silo.Spawner.Launching;
using Silo.Spawner.Resources;

namespace Silo.Spawner;

/// <summary>The spawner that a host starts for itself; ends, with everything it started, when the host does.</summary>
internal static class ChildSpawner
{
    public static async Task<int> RunAsync(SpawnerArguments arguments, TimeProvider time, ISpawnerProbe probe)
    {
        if (!LibSeccomp.IsInstalled())
        {
            await Console.Error.WriteLineAsync(Unavailable.NoSeccomp().Message);
            return 4;
        }

        if (!HostBond.TryTie(arguments.HostPid)) return 3;
        using var filter = SeccompFilter.Build();
        using var run = RunDirectory.Open(arguments.RunDirectory);
        using var poller = new FdPoller();
        using var starter = new ProcessStarter(poller);
        var groups = SpawnerGroups.Open(run, poller, time, movable: [Environment.ProcessId, arguments.HostPid]);
        var resources = new OwnResources(run, groups, probe);
        var (launcher, profile) = await Launchers.PrepareAsync(arguments.Program, filter, run, poller, starter, time);
        var tools = new SandboxTools(run, poller, starter, time, launcher, profile, resources, probe);
        var table = new SandboxTable(tools, new PeerCredentials(arguments.HostPid, LibC.geteuid(), LibC.getegid()), new SandboxNumbers());
        using var server = new SpawnerServer(run, LibC.geteuid(), new ChildConversations(table, tools));
        var serving = server.RunAsync();
        Console.Out.WriteLine(SpawnerProcess.ReadyLine);

        // A listener that fails ends this process, and with it every sandbox; the host then starts another.
        await await Task.WhenAny(HostBond.WaitHostGoneAsync(poller), serving);
        await server.StopAsync();
        await serving;
        await table.EndAllAsync();
        await server.CutAsync();
        groups.Close();
        return 0;
    }
}
