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
    /// <param name="program">The program.</param>
    /// <param name="filter">Which system calls a sandbox has.</param>
    /// <param name="run">The spawner's directory.</param>
    /// <param name="poller">Waits for processes.</param>
    /// <param name="starter">Starts them.</param>
    /// <param name="time">Bounds how long an OCI runtime may take.</param>
    /// <param name="setpriv">Takes this process's capabilities from an OCI runtime; null where there are none to take.</param>
    /// <exception cref="IOException">The program or the run directory cannot be used.</exception>
    public static async Task<(ICommandLauncher Launcher, SandboxProfile Profile)> PrepareAsync(
        SandboxProgram program, SeccompFilter filter, RunDirectory run, FdPoller poller, ProcessStarter starter, TimeProvider time, string? setpriv = null)
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
        var calls = new OciCalls(runtime, run.Oci.State, starter, time, setpriv);
        return (new OciLauncher(run, poller, calls, new OciBundle(runtime, run.Oci.Root)), new SandboxProfile(system, filter, ProfileControls.All));
    }
}
