using System.Runtime.InteropServices;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.Oci;
using Silo.Sandboxes.RunState;

namespace Silo.Spawner.Launching;

/// <summary>Confines commands by an OCI runtime: a bundle and a container for each.</summary>
internal sealed class OciLauncher(RunDirectory run, FdPoller poller, OciCalls calls, OciBundle bundle) : ICommandLauncher
{
    public bool IsOci => true;

    public string Description => $"{calls.Runtime.Version} ({calls.Runtime.Path})";

    public string Isolation => calls.Runtime.Isolation;

    public IReadOnlyList<string> Degraded => calls.Runtime.Degraded;

    public async Task<ILaunchedCommand> StartAsync(CommandStart start, IReadOnlyList<SafeHandle> streams)
    {
        if (start.Request.Environment.Keys.FirstOrDefault(name => !IsVariableName(name)) is { } name)
            throw new SandboxException("sandbox_failed", $"An OCI sandbox takes variables whose names are letters, digits and underscores; {name} is none. Rename it.");
        var sandbox = start.Sandbox;
        var container = new OciContainer(sandbox.Name + "." + Path.GetFileNameWithoutExtension(start.RecordFile), start.RecordFile + ".bundle");
        var user = sandbox.Resources.User;
        container.Create(bundle.Write(start.Profile, new OciCommand
        {
            Request = start.Request,
            Settings = sandbox.Settings,
            Directory = sandbox.Directory,
            IsTmpBounded = sandbox.Resources.BoundsTmp,
            Workspace = sandbox.Workspace,
            HostUid = user?.Uid ?? LibC.geteuid(),
            HostGid = user?.Gid ?? LibC.getegid(),
            Limits = [.. start.Limits.Select(limit => limit.Bounded())],
        }));
        try
        {
            var creating = await calls.StartAsync(container.CreateArguments, container.Log, streams, sandbox.Resources.Mounts, [run.Marker, start.Marker]);
            return new OciLaunchedCommand(start, container, creating, calls, poller);
        }
        catch
        {
            container.Remove();
            throw;
        }
    }

    // The shell that waits for the command drops others.
    private static bool IsVariableName(string name) => !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
