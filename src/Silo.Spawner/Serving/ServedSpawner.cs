using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Seccomp;
using Silo.Sandboxes.Spawning;
using Silo.Spawner.Diagnostics;
using Silo.Spawner.Launching;
using Silo.Spawner.Resources;
using Silo.Spawner.Users;

namespace Silo.Spawner.Serving;

/// <summary>The spawner that runs by itself, as root, for hosts that do not.</summary>
internal static class ServedSpawner
{
    private const uint OthersRead = 0b000_010_010;
    private static readonly TimeSpan DeathMax = TimeSpan.FromSeconds(10);

    /// <summary>Sweeps what an earlier one left, then serves until told to stop; then ends every sandbox.</summary>
    /// <exception cref="ServeRefusedException">It cannot serve.</exception>
    public static async Task RunAsync(ServeOptions options, TimeProvider time, ISpawnerProbe probe, CancellationToken stop)
    {
        var place = ServePlace.Check(options);

        // What sandboxes are to read, such as their /etc, is made readable whatever the shell says that started this.
        _ = LibC.umask(OthersRead);
        using var run = ServePlace.OpenDirectory(options.Directory);
        using var only = ServePlace.LockDirectory(run);
        using var range = ServePlace.LockUids(options.Uids);
        using var poller = new FdPoller();
        using var starter = new ProcessStarter(poller);
        HostBond.AdoptOrphans();
        await SweepAsync(options.Uids, run, poller, starter, time);
        using var maps = new IdMaps(starter, poller, place.Unshare, run.Marker);
        var groups = SpawnerGroups.Open(run, poller, time, movable: [Environment.ProcessId]);
        var unmapped = await MappingCheck.FindUnmappedAsync(place.Workspaces, options.Uids.Last, place.Account.Uid, maps);
        var resources = new ServedResources(
            new WorkspaceRoots(place.Workspaces), options.Maxima, new UidPool(options.Uids), maps, starter, groups, place.Setpriv, probe, unmapped);
        using var filter = SeccompFilter.Build();
        var (launcher, profile) = await Launchers.PrepareAsync(place.Program, filter, run, poller, starter, time);
        var tools = new SandboxTools(run, poller, starter, time, launcher, profile, resources, probe) { IsServing = true };
        var hosts = new HostTable(tools);
        using var server = new SpawnerServer(run, place.Account.Uid, hosts);
        var serving = server.RunAsync();
        await SayAsync(options, place, run, resources);
        try
        {
            await serving.WaitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            // Told to stop: in good order.
        }

        await server.StopAsync();
        await serving;
        await hosts.EndAllAsync();
        await server.CutAsync();
        groups.Close();
        File.Delete(run.SocketFile);
        await Console.Out.WriteLineAsync("Stopped; every sandbox is ended.");
    }

    private static async Task SweepAsync(UidRange uids, RunDirectory run, FdPoller poller, ProcessStarter starter, TimeProvider time)
    {
        try
        {
            var processes = await new UidSweep(uids, poller, gone => gone.WaitAsync(DeathMax, time)).EndAsync();
            var sandboxes = await new Leftovers(run, poller, starter, time).EndAsync();
            if (processes + sandboxes > 0) await Console.Out.WriteLineAsync($"Ended {sandboxes} sandboxes that an earlier start left behind, with {processes} processes.");
        }
        catch (Exception e) when (e is SandboxException or TimeoutException or IOException)
        {
            throw new ServeRefusedException($"What an earlier start left behind cannot be ended: {e.Message}", e);
        }
    }

    private static async Task SayAsync(ServeOptions options, ServePlace place, RunDirectory run, ServedResources resources)
    {
        await Console.Out.WriteLineAsync(
            $"Serving user {options.User} ({place.Account.Uid}) at {run.SocketFile}; workspaces below {string.Join(", ", place.Workspaces)}; sandboxes run as {options.Uids}.");
        foreach (var degraded in resources.Degraded) await Console.Out.WriteLineAsync($"Weaker here: {degraded}");
        await Console.Out.WriteLineAsync(SpawnerProcess.ReadyLine);
    }
}
