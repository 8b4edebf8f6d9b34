using System.Globalization;

namespace Silo.Spawner;

/// <summary>The spawner's command line.</summary>
/// <param name="RunDirectory">The host's run directory.</param>
/// <param name="Bubblewrap">Absolute path of bwrap.</param>
/// <param name="HostPid">The host: the parent, without which there is nothing to do.</param>
internal sealed record SpawnerArguments(string RunDirectory, string Bubblewrap, int HostPid)
{
    /// <summary>Reads the command line.</summary>
    /// <returns>Null, and the problem, when it is not one.</returns>
    public static SpawnerArguments? TryParse(IReadOnlyList<string> args, out string? problem)
    {
        problem = null;
        if (args is ["--run-directory", var run, "--bubblewrap", var bubblewrap, "--host-pid", var host]
            && Path.IsPathFullyQualified(run) && Path.IsPathFullyQualified(bubblewrap)
            && int.TryParse(host, NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            return new SpawnerArguments(run, bubblewrap, pid);
        problem = "silo-spawner: 'serve' makes sandboxes for hosts (--help); a host starts it with --run-directory DIR --bubblewrap PATH --host-pid PID.";
        return null;
    }
}
