using Silo.Sandboxes.Native;

namespace Silo.Spawner.Serving;

/// <summary>A host that has said hello, and its sandboxes.</summary>
internal sealed class AttachedHost(PeerCredentials peer, string runDirectory, SandboxTable table)
{
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PeerCredentials Peer => peer;

    public SandboxTable Table => table;

    /// <summary>Completes when it is gone and nothing of its sandboxes is left.</summary>
    public Task Gone => _gone.Task;

    /// <summary>What a later start of the same host is known by.</summary>
    public (uint Uid, string RunDirectory) Key => (peer.Uid, runDirectory);

    public void MarkGone() => _gone.TrySetResult();
}
