using System.Runtime.ExceptionServices;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Wire;

namespace Silo.Sandboxes.Spawning;

/// <summary>One command, from its request to its exit.</summary>
/// <remarks>Output is taken off the connection no faster than the receiver takes it: a slow one holds the command back, and nothing piles up.</remarks>
internal sealed class CommandConversation(SpawnerClient client, SandboxCommand command, RunRequest request)
{
    private readonly TaskCompletionSource _cancel = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ExceptionDispatchInfo? _receiverFailure;

    /// <summary>Runs it.</summary>
    /// <exception cref="IOException">The spawner is gone.</exception>
    public async Task<SandboxExit> RunAsync(CancellationToken cancellationToken)
    {
        // Cancelling before the request has been sent needs no word; afterwards only the spawner's answer says that the processes are gone.
        using var connection = await client.ConnectAsync(cancellationToken);
        await connection.WriteAsync(request, SpawnerJson.Default.SpawnerRequest, CancellationToken.None);
        await connection.WriteDataAsync(command.Input, CancellationToken.None);
        await using var registration = cancellationToken.Register(() => _cancel.TrySetResult());
        using var over = new CancellationTokenSource();
        var cancelling = SendCancelAsync(connection, over.Token);
        try
        {
            var reply = await ReadToEndAsync(connection);
            _receiverFailure?.Throw();
            cancellationToken.ThrowIfCancellationRequested();
            return reply switch
            {
                ExitedReply exited => new SandboxExit(exited.ExitCode, exited.Cause),
                FailedReply failed => throw new SandboxException(failed.Code, failed.Message),
                _ => throw new WireException($"Expected the end of a command, got {reply.GetType().Name}."),
            };
        }
        finally
        {
            await over.CancelAsync();
            await cancelling;
        }
    }

    private async Task<SpawnerReply> ReadToEndAsync(FrameConnection connection)
    {
        while (true)
        {
            var frame = await connection.ReadAsync(CancellationToken.None) ?? throw new IOException("The spawner is gone.");
            if (frame.Kind == FrameKind.Message) return FrameConnection.Decode(frame, SpawnerJson.Default.SpawnerReply);
            if (!_cancel.Task.IsCompleted) Deliver(frame.Payload);
        }
    }

    private void Deliver(ReadOnlyMemory<byte> output)
    {
        try
        {
            command.OnOutput(output);
        }
        catch (Exception e)
        {
            // The receiver's own failure, of any kind: it goes to the caller, but only once the command's processes are gone.
            _receiverFailure = ExceptionDispatchInfo.Capture(e);
            _cancel.TrySetResult();
        }
    }

    private async Task SendCancelAsync(FrameConnection connection, CancellationToken over)
    {
        try
        {
            await _cancel.Task.WaitAsync(over);
            await connection.WriteAsync(new CancelRequest(), SpawnerJson.Default.SpawnerRequest, over);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The command is over, or the connection: the reader sees which.
        }
    }
}
