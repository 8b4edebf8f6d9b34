using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Wire;

namespace Silo.Sandboxes.Spawning;

/// <summary>A session's sandbox, seen from the host.</summary>
internal sealed class SpawnedSandbox(CreatedReply made, SpawnerLease spawner, ISpawnerSource supervisor, Action<SpawnedSandbox> onEnded) : ISandbox
{
    private readonly string _name = made.Sandbox;
    private volatile bool _ended;
    private int _disposed;

    public SandboxDescription Description { get; } = new(made.Isolation, made.Degraded, made.UserKind);

    public bool IsAlive => !_ended && spawner.Process.IsAlive;

    /// <summary>Says that the session's sandboxes are being ended: it runs nothing any more.</summary>
    public void MarkEnded()
    {
        _ended = true;
        onEnded(this);
    }

    public async Task<SandboxExit> RunAsync(SandboxCommand command, CancellationToken cancellationToken)
    {
        var request = CommandRequest.Build(_name, command);
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

    public async Task<ISandboxProcess> StartAsync(SandboxProcessStart start, CancellationToken cancellationToken)
    {
        var request = CommandRequest.Build(_name, start);
        cancellationToken.ThrowIfCancellationRequested();
        if (!IsAlive) throw Died();
        try
        {
            var connection = await spawner.Client.ConnectAsync(cancellationToken);
            return new SpawnedProcess(connection, start, request, () => supervisor.WaitGoneAsync(spawner.Process));
        }
        catch (IOException)
        {
            await supervisor.WaitGoneAsync(spawner.Process);
            throw Died();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        MarkEnded();
        try
        {
            await spawner.Client.EndAsync(_name, CancellationToken.None);
        }
        catch (IOException)
        {
            await supervisor.WaitGoneAsync(spawner.Process);
        }
    }

    private static SandboxException Died() => new("sandbox_died", "The sandbox is gone. Make a new one.");
}
