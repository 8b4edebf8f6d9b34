using System.Collections.Concurrent;
using System.Net.Sockets;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Wire;

namespace Silo.Spawner;

/// <summary>Listens for hosts: one request per connection, and nobody but one user is heard.</summary>
internal sealed class SpawnerServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly ConcurrentDictionary<FrameConnection, Task> _open = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly IConversations _conversations;
    private readonly uint _uid;

    /// <summary>Listens.</summary>
    /// <param name="run">Has the socket.</param>
    /// <param name="uid">Who is heard. Everybody else is refused by the socket's mode, and once more by who the kernel says is there.</param>
    /// <param name="conversations">Answers.</param>
    public SpawnerServer(RunDirectory run, uint uid, IConversations conversations)
    {
        _conversations = conversations;
        _uid = uid;
        _listener.Bind(run.Socket);
        File.SetUnixFileMode(run.SocketFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (uid != LibC.geteuid()) LibC.Check(LibC.lchown(run.SocketFile, uid, uint.MaxValue), "chown");
        _listener.Listen(WireLimits.ConnectionsMax);
    }

    /// <summary>Accepts until stopped.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (true) Accept(await _listener.AcceptAsync(_stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    /// <summary>Stops accepting; conversations go on.</summary>
    public Task StopAsync() => _stopping.CancelAsync();

    /// <summary>Cuts the conversations that are left, and returns when they are over.</summary>
    public async Task CutAsync()
    {
        foreach (var connection in _open.Keys) connection.Dispose();
        await Task.WhenAll(_open.Values);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _stopping.Dispose();
    }

    private void Accept(Socket socket)
    {
        var peer = PeerCredentials.Of(socket);
        if (peer.Uid != _uid)
        {
            socket.Dispose();
            return;
        }

        var connection = new FrameConnection(socket);
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[connection] = over.Task;
        _ = ConverseAsync(connection, peer, over, refused: _open.Count > WireLimits.ConnectionsMax);
    }

    // Owned by the table of conversations: stopping waits for each.
    private async Task ConverseAsync(FrameConnection connection, PeerCredentials peer, TaskCompletionSource over, bool refused)
    {
        try
        {
            if (refused)
                await RequestHandler.FailAsync(connection, "sandbox_failed", $"More than {WireLimits.ConnectionsMax} requests at once. Retry when some have ended.");
            else
                await _conversations.ConverseAsync(connection, peer);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The host is gone or speaks another protocol; nobody is left to answer.
            await Console.Error.WriteLineAsync($"A request was dropped: {e.Message}");
        }
        finally
        {
            connection.Dispose();
            _open.TryRemove(connection, out _);
            over.SetResult();
        }
    }
}
