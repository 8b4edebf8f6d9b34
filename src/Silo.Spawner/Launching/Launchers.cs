using Silo.Sandboxes.Native;
using Silo.Sandboxes.Oci;
using Silo.Sandboxes.Profiles;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Seccomp;
using Silo.Sandboxes.Spawning;

namespace Silo.Spawner.Launching;

/// <summary>Prepares what confines commands.</summary>
internal static class Launchers
{
    /// <summary>Makes the launcher of a program, and what is alike in all its sandboxes. Nothing of an earlier spawner may be left.</summary>
    /// <exception cref="IOException">The program or the run directory cannot be used.</exception>
    public static async Task<(ICommandLauncher Launcher, SandboxProfile Profile)> PrepareAsync(
        SandboxProgram program, SeccompFilter filter, RunDirectory run, FdPoller poller, ProcessStarter starter, TimeProvider time)
    {
        if (!program.IsOci)
        {
            var own = new SandboxProfile(await SystemView.PrepareAsync(run, starter), filter, ProfileControls.All);
            return (new BubblewrapLauncher(run, poller, starter, program.Path), own);
        }

        var runtime = await OciRuntime.AskAsync(program.Path, starter, poller);
        var system = await SystemView.PrepareAsync(run, starter, runtime.UserInside);
        run.Oci.Create(system.Directories, system.Links);
        runtime.Write(run.Oci);
        var calls = new OciCalls(runtime, run.Oci.State, starter, time);
        return (new OciLauncher(run, poller, calls, new OciBundle(runtime, run.Oci.Root)), new SandboxProfile(system, filter, ProfileControls.All));
    }
}
