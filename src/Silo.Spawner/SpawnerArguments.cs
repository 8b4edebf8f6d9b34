using System.Globalization;
using Silo.Sandboxes.Spawning;

namespace Silo.Spawner;

/// <summary>The spawner's command line.</summary>
/// <param name="RunDirectory">The host's run directory.</param>
/// <param name="Program">What confines commands.</param>
/// <param name="HostPid">The host: the parent, without which there is nothing to do.</param>
internal sealed record SpawnerArguments(string RunDirectory, SandboxProgram Program, int HostPid)
{
    /// <summary>Reads the command line.</summary>
    /// <returns>Null, and the problem, when it is not one.</returns>
    public static SpawnerArguments? TryParse(IReadOnlyList<string> args, out string? problem)
    {
        problem = null;
        if (args is ["--run-directory", var run, var option, var path, "--host-pid", var host]
            && Path.IsPathFullyQualified(run) && Path.IsPathFullyQualified(path)
            && SandboxProgram.Of(option, path) is { } program
            && int.TryParse(host, NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            return new SpawnerArguments(run, program, pid);
        problem = "silo-spawner: 'serve' makes sandboxes for hosts (--help); a host starts it with --run-directory DIR --bubblewrap|--oci-runtime PATH --host-pid PID.";
        return null;
    }
}
