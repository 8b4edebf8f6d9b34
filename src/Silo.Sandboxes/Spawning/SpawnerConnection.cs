using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Wire;

namespace Silo.Sandboxes.Spawning;

/// <summary>A host's standing connection to a spawner that runs by itself; its end, on either side, is the end of this host's sandboxes.</summary>
internal sealed class SpawnerConnection : ISpawnerHandle, IAsyncDisposable
{
    private readonly FrameConnection _connection;

    private SpawnerConnection(FrameConnection connection, HelloReply hello)
    {
        _connection = connection;
        Pid = hello.Pid;
        Ended = hello.Ended;
        Gone = WatchAsync();
    }

    public int Pid { get; }

    /// <summary>How many sandboxes of an earlier start of this host were ended.</summary>
    public int Ended { get; }

    /// <summary>Ends with the connection.</summary>
    public Task Gone { get; }

    public bool IsAlive => !Gone.IsCompleted;

    /// <summary>Says hello.</summary>
    /// <returns>When this returns, nothing of an earlier start of this host is left.</returns>
    /// <exception cref="IOException">Nobody answers.</exception>
    /// <exception cref="SandboxException">The spawner refused.</exception>
    public static async Task<SpawnerConnection> OpenAsync(SpawnerClient client, string runDirectory, CancellationToken cancellationToken)
    {
        var connection = await client.ConnectAsync(cancellationToken);
        try
        {
            await connection.WriteAsync(new HelloRequest(runDirectory), SpawnerJson.Default.SpawnerRequest, cancellationToken);
            return await connection.ReadMessageAsync(SpawnerJson.Default.SpawnerReply, cancellationToken) switch
            {
                HelloReply hello => new SpawnerConnection(connection, hello),
                FailedReply failed => throw new SandboxException(failed.Code, failed.Message),
                null => throw new IOException("it closed the connection; it serves another user, or is stopping"),
                var other => throw new WireException($"Expected a hello, got {other.GetType().Name}."),
            };
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await Gone;
    }

    private async Task WatchAsync()
    {
        try
        {
            await _connection.ReadAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Over, one way or another.
        }
        finally
        {
            _connection.Dispose();
        }
    }
}
