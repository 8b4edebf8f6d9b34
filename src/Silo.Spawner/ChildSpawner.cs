using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Seccomp;
using Silo.Sandboxes.Spawning;
using Silo.Spawner.Diagnostics;
using Silo.Spawner.Entering;
using Silo.Spawner.Launching;
using Silo.Spawner.Resources;
using Silo.Spawner.Users;

namespace Silo.Spawner;

/// <summary>The spawner that a host starts for itself; ends, with everything it started, when the host does.</summary>
internal static class ChildSpawner
{
    private static readonly TimeSpan DeathMax = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(SpawnerArguments arguments, TimeProvider time, ISpawnerProbe probe)
    {
        if (!LibSeccomp.IsInstalled())
        {
            await Console.Error.WriteLineAsync(Unavailable.NoSeccomp().Message);
            return 4;
        }

        if (!HostBond.TryTie(arguments.HostPid)) return 3;
        var entered = EnteredIds.Find();
        if (entered is not null) MayBeRead();
        using var filter = SeccompFilter.Build();

        // An OCI runtime makes its containers as whoever it is itself.
        using var share = entered is { } all && !arguments.Program.IsOci ? IdShare.Take(all, arguments.RunDirectory, await File.ReadAllTextAsync("/etc/passwd")) : null;
        using var run = RunDirectory.Open(arguments.RunDirectory, isShared: share is not null);
        using var poller = new FdPoller();
        using var starter = new ProcessStarter(poller);
        if (share is not null) await SweepAsync(share.Own, poller, time);
        var groups = SpawnerGroups.Open(run, poller, time, movable: [Environment.ProcessId, arguments.HostPid]);
        var setpriv = entered is null ? null : ProgramSearch.Find("setpriv") ?? throw Unavailable.SpawnerFailed("setpriv is not installed: apt-get install util-linux.");
        IResourceSource resources = share is null ? new OwnResources(run, groups, probe, entered) : new SubordinateResources(run, share, starter, groups, setpriv!, probe);
        var (launcher, profile) = await Launchers.PrepareAsync(arguments.Program, filter, run, poller, starter, time, setpriv);
        var tools = new SandboxTools(run, poller, starter, time, launcher, profile, resources, probe);
        using var table = new SandboxTable(tools, new PeerCredentials(arguments.HostPid, LibC.geteuid(), LibC.getegid()), new SandboxNumbers());
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

    private static async Task SweepAsync(UidRange own, FdPoller poller, TimeProvider time)
    {
        try
        {
            await new UidSweep(own, poller, gone => gone.WaitAsync(DeathMax, time)).EndAsync();
        }
        catch (TimeoutException e)
        {
            throw new SandboxException("sandbox_not_dead", $"A process with an id of {own} did not die within {DeathMax.TotalSeconds} s of SIGKILL. Retry.", e);
        }
    }

    // What sandboxes are to read, such as their /etc, whatever the shell says that started the host.
    private static void MayBeRead() => _ = LibC.umask(0b000_010_010);
}
