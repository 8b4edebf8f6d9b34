using System.Collections.Concurrent;
using System.Net.Sockets;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Wire;

namespace Silo.Spawner;

/// <summary>Listens for the host: one request per connection, and nobody but the same user is heard.</summary>
internal sealed class SpawnerServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly ConcurrentDictionary<FrameConnection, Task> _conversations = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly RequestHandler _handler;

    public SpawnerServer(RunDirectory run, SandboxTable table)
    {
        _handler = new RequestHandler(table);
        _listener.Bind(run.Socket);
        File.SetUnixFileMode(run.SocketFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
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
        foreach (var connection in _conversations.Keys) connection.Dispose();
        await Task.WhenAll(_conversations.Values);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _stopping.Dispose();
    }

    private void Accept(Socket socket)
    {
        if (PeerCredentials.Of(socket).Uid != LibC.geteuid())
        {
            socket.Dispose();
            return;
        }

        var connection = new FrameConnection(socket);
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _conversations[connection] = over.Task;
        _ = ConverseAsync(connection, over, refused: _conversations.Count > WireLimits.ConnectionsMax);
    }

    // Owned by the table of conversations: stopping waits for each.
    private async Task ConverseAsync(FrameConnection connection, TaskCompletionSource over, bool refused)
    {
        try
        {
            if (refused)
                await RequestHandler.FailAsync(connection, "sandbox_failed", $"More than {WireLimits.ConnectionsMax} requests at once. Retry when some have ended.");
            else
                await _handler.HandleAsync(connection);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The host is gone or speaks another protocol; nobody is left to answer.
            await Console.Error.WriteLineAsync($"A request was dropped: {e.Message}");
        }
        finally
        {
            connection.Dispose();
            _conversations.TryRemove(connection, out _);
            over.SetResult();
        }
    }
}
