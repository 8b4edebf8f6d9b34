using Silo.Sandboxes.Native;
using Silo.Sandboxes.Profiles;
using Silo.Sandboxes.Wire;

namespace Silo.Spawner.Launching;

/// <summary>A command that is to be confined.</summary>
/// <param name="Sandbox">Where it runs.</param>
/// <param name="Request">What it is.</param>
/// <param name="RecordFile">Where its processes will be recorded; no other command has this file.</param>
/// <param name="Profile">What holds it.</param>
/// <param name="Limits">The kernel's limits on each of its processes.</param>
internal sealed record CommandStart(LiveSandbox Sandbox, RunRequest Request, string RecordFile, SandboxProfile Profile, IReadOnlyList<ProcessLimit> Limits)
{
    /// <summary>The environment variable by which its processes are found that are not recorded; unlike the run directory's, while other commands run.</summary>
    public KeyValuePair<string, string> Marker => new("SILO_SANDBOX_COMMAND", RecordFile);
}
