using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Cgroups;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.Oci;
using Silo.Sandboxes.Spawning;

namespace Silo.Sandboxes.RunState;

/// <summary>Ends what a spawner left behind that is gone or has lost its host.</summary>
internal sealed class Leftovers(RunDirectory run, FdPoller poller, ProcessStarter starter, TimeProvider time)
{
    private static readonly TimeSpan DeathMax = TimeSpan.FromSeconds(10);

    /// <summary>Ends what was left in a directory that no host uses.</summary>
    /// <returns>How many sandboxes there were.</returns>
    /// <exception cref="SandboxException">A process would not die (<c>sandbox_not_dead</c>), or the directory cannot be used (<c>sandbox_unavailable</c>). Retry.</exception>
    public static async Task<int> EndAsync(string runDirectory, TimeProvider time)
    {
        try
        {
            using var run = RunDirectory.Open(runDirectory);
            using var poller = new FdPoller();
            using var starter = new ProcessStarter(poller);
            return await new Leftovers(run, poller, starter, time).EndAsync();
        }
        catch (IOException e)
        {
            throw Unavailable.RunDirectory(e.Message, e);
        }
    }

    /// <summary>Ends the recorded spawner, then every process that it recorded, then those it had no time to record, and removes their directories.</summary>
    /// <returns>How many sandboxes there were.</returns>
    /// <exception cref="SandboxException">A process would not die (<c>sandbox_not_dead</c>). Retry.</exception>
    public async Task<int> EndAsync()
    {
        // First the spawner: while it lives, it can make more.
        await EndAsync(RecordFile.TryRead(run.SpawnerRecord, RecordJson.Default.ProcessIdentity));
        var directories = Directory.GetDirectories(run.Sandboxes);
        foreach (var directory in directories)
            await EndCommandsAsync(new SandboxDirectory(directory));
        await MarkedProcesses.EndAsync(run.Marker, poller, BoundedAsync);
        await OciLeftovers.RemoveAsync(run, starter, time);
        await new CgroupEnd(new CgroupFiles(), poller, BoundedAsync).EndAsync(run.CgroupRecord);
        foreach (var directory in directories)
            await DirectoryRemoval.RemoveAsync(new SandboxDirectory(directory), starter);
        File.Delete(run.SpawnerRecord);
        File.Delete(run.SocketFile);
        return directories.Length;
    }

    private async Task EndCommandsAsync(SandboxDirectory directory)
    {
        if (!Directory.Exists(directory.Commands)) return;
        foreach (var file in Directory.GetFiles(directory.Commands))
        {
            var record = RecordFile.TryRead(file, RecordJson.Default.CommandRecord);
            await EndAsync(record?.Init);
            await EndAsync(record?.Outer);
            File.Delete(file);
        }
    }

    private async Task EndAsync(ProcessIdentity? identity)
    {
        using var held = identity?.TryHold(poller);
        if (held is null) return;
        if (!held.TryKill())
        {
            throw new SandboxException(
                "sandbox_not_dead",
                $"Process {identity!.Pid} of an earlier sandbox may not be ended by this host, whose subordinate ids are not those it began with. Start the host by 'silo-spawner enter' again, which ends it.");
        }

        await BoundedAsync(held.WaitGoneAsync());
        held.Reap();
    }

    private async Task BoundedAsync(Task gone)
    {
        try
        {
            await gone.WaitAsync(DeathMax, time);
        }
        catch (TimeoutException e)
        {
            throw new SandboxException(
                "sandbox_not_dead",
                $"A process of an earlier sandbox did not die within {DeathMax.TotalSeconds} s of SIGKILL; it probably hangs in the kernel (a dead network disk). Retry.",
                e);
        }
    }
}
