using System.Runtime.InteropServices;
using Silo.Sandboxes.Bubblewrap;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;

namespace Silo.Spawner.Launching;

/// <summary>Confines commands by bubblewrap.</summary>
internal sealed class BubblewrapLauncher(RunDirectory run, FdPoller poller, ProcessStarter starter, string bubblewrap) : ICommandLauncher
{
    public bool IsOci => false;

    public string Description => "bubblewrap";

    public string Isolation => "namespaces";

    public IReadOnlyList<string> Degraded => [];

    public async Task<ILaunchedCommand> StartAsync(CommandStart start, IReadOnlyList<SafeHandle> streams)
    {
        var sandbox = start.Sandbox;
        var resources = sandbox.Resources;
        using var options = MemoryFile.Create(BubblewrapCommandLine.Options(
            start.Profile with { System = start.Profile.System.With(resources.Seen(start.Profile.System.Settings)) },
            sandbox.Settings, new SandboxDirectory(resources.Seen(sandbox.Directory.Path)), resources.BoundsTmp, sandbox.Workspace, start.Request));
        var filter = start.Profile.OpenFilter();
        var status = Pipe.CreateForReading();
        var gate = Pipe.Create();
        try
        {
            // It holds the pipe for writing, too: if this process dies now, the command waits for ever instead of running unrecorded.
            using var block = gate.OpenEndless();
            var child = await starter.StartAsync(resources.Enter(new ProcessStart
            {
                Path = bubblewrap,
                Arguments = BubblewrapCommandLine.Arguments(start.Request),
                Environment = new Dictionary<string, string> { [run.Marker.Key] = run.Marker.Value, [start.Marker.Key] = start.Marker.Value },
                Descriptors = [.. streams, options, status.Writer, block, .. filter],
            }));
            status.Writer.Dispose();
            return new BubblewrapCommand(start, child, status, gate, poller);
        }
        catch
        {
            status.Dispose();
            gate.Dispose();
            throw;
        }
        finally
        {
            foreach (var program in filter) program.Dispose();
        }
    }
}
