using Silo.Abstractions.Sandboxes;

namespace Silo.Sandboxes.Bubblewrap;

/// <summary>A session's sandbox, seen from the host.</summary>
internal sealed class BubblewrapSandbox(string name, SpawnerLease spawner, SpawnerSupervisor supervisor) : ISandbox
{
    private int _disposed;

    public bool IsAlive => Volatile.Read(ref _disposed) == 0 && spawner.Process.IsAlive;

    public async Task<SandboxExit> RunAsync(SandboxCommand command, CancellationToken cancellationToken)
    {
        var request = CommandRequest.Build(name, command);
        cancellationToken.ThrowIfCancellationRequested();
        if (!IsAlive) throw Died();
        try
        {
            return await new CommandConversation(spawner.Client, command, request).RunAsync(cancellationToken);
        }
        catch (IOException)
        {
            await supervisor.WaitGoneAsync(spawner.Process);
            cancellationToken.ThrowIfCancellationRequested();
            return new SandboxExit(128 + 9, SandboxExitCause.SandboxDied);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        try
        {
            await spawner.Client.EndAsync(name, CancellationToken.None);
        }
        catch (IOException)
        {
            await supervisor.WaitGoneAsync(spawner.Process);
        }
    }

    private static SandboxException Died() => new("sandbox_died", "The sandbox is gone. Make a new one.");
}
