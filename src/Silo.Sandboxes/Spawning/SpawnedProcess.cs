using System.Runtime.ExceptionServices;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Wire;

namespace Silo.Sandboxes.Spawning;

/// <summary>A process that is talked to, seen from the host: one connection to the spawner, from the request to the exit.</summary>
/// <remarks>
/// At most one frame of input is under way: the next waits until the process's pipe took it. So input never piles up, and a cancel is never
/// stuck behind it. Output is taken off the connection no faster than the receiver takes it.
/// </remarks>
internal sealed class SpawnedProcess : ISandboxProcess
{
    private readonly FrameConnection _connection;
    private readonly SandboxProcessStart _start;
    private readonly CancellationTokenSource _ending = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Lock _gate = new();
    private TaskCompletionSource<bool>? _underWay;
    private ExceptionDispatchInfo? _receiverFailure;
    private volatile bool _inputEnded;
    private Task? _disposing;

    /// <summary>Asks for the process.</summary>
    /// <param name="connection">A new connection to the spawner; taken over.</param>
    /// <param name="start">The program.</param>
    /// <param name="request">The same, as it is asked for.</param>
    /// <param name="waitSpawnerGone">Called when the connection was cut: returns when nothing of that spawner is left.</param>
    public SpawnedProcess(FrameConnection connection, SandboxProcessStart start, RunRequest request, Func<Task> waitSpawnerGone)
    {
        _connection = connection;
        _start = start;
        Exit = RunAsync(request, waitSpawnerGone);
    }

    public Task<SandboxExit> Exit { get; }

    public async Task<bool> TryWriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            while (!input.IsEmpty)
            {
                if (!await IsTakenAsync(cancellationToken)) return false;
                var part = input[..Math.Min(input.Length, WireLimits.DataBytesMax)];
                input = input[part.Length..];
                _underWay = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                await _connection.WriteDataAsync(part, CancellationToken.None);
            }

            return await IsTakenAsync(cancellationToken);
        }
        catch (IOException)
        {
            // The process is over, or the spawner: its exit says which.
            return false;
        }
        finally
        {
            _writing.Release();
        }
    }

    public async Task EndInputAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (!await IsTakenAsync(cancellationToken)) return;
            await _connection.WriteAsync(new EndInputRequest(), SpawnerJson.Default.SpawnerRequest, CancellationToken.None);
            _inputEnded = true;
        }
        catch (IOException)
        {
            // It is over, and so is its input.
        }
        finally
        {
            _writing.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate) return new ValueTask(_disposing ??= EndAsync());
    }

    // Whether all that was written is in the process's pipe, and more may come.
    private async Task<bool> IsTakenAsync(CancellationToken cancellationToken)
    {
        if (_underWay is { } underWay)
        {
            if (await Task.WhenAny(underWay.Task, Exit).WaitAsync(cancellationToken) == Exit) return false;
            _underWay = null;
            _inputEnded |= !await underWay.Task;
        }

        return !_inputEnded && !Exit.IsCompleted;
    }

    private async Task EndAsync()
    {
        await Task.Yield();
        await _ending.CancelAsync();
        await AskToEndAsync();
        await ((Task)Exit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // Whoever writes sees the exit and lets go.
        await _writing.WaitAsync(CancellationToken.None);
        _connection.Dispose();
        _writing.Release();
    }

    private async Task AskToEndAsync()
    {
        try
        {
            if (!Exit.IsCompleted) await _connection.WriteAsync(new CancelRequest(), SpawnerJson.Default.SpawnerRequest, CancellationToken.None);
        }
        catch (IOException)
        {
            // It is over already.
        }
    }

    private async Task<SandboxExit> RunAsync(RunRequest request, Func<Task> waitSpawnerGone)
    {
        try
        {
            await _connection.WriteAsync(request, SpawnerJson.Default.SpawnerRequest, CancellationToken.None);
            var reply = await ReadToEndAsync();
            _receiverFailure?.Throw();
            return reply switch
            {
                ExitedReply exited => new SandboxExit(exited.ExitCode, exited.Cause),
                FailedReply failed => throw new SandboxException(failed.Code, failed.Message),
                _ => throw new WireException($"Expected the end of a process, got {reply.GetType().Name}."),
            };
        }
        catch (IOException)
        {
            await waitSpawnerGone();
            return new SandboxExit(128 + 9, SandboxExitCause.SandboxDied);
        }
    }

    private async Task<SpawnerReply> ReadToEndAsync()
    {
        while (true)
        {
            var frame = await _connection.ReadAsync(CancellationToken.None) ?? throw new IOException("The spawner is gone.");
            if (frame.Kind == FrameKind.Message)
            {
                var reply = FrameConnection.Decode(frame, SpawnerJson.Default.SpawnerReply);
                if (reply is not InputTakenReply taken) return reply;
                _underWay?.TrySetResult(taken.Taken);
            }
            else
            {
                await DeliverAsync(frame.Kind == FrameKind.ErrorData ? _start.OnError : _start.OnOutput, frame.Payload);
            }
        }
    }

    private async Task DeliverAsync(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> receiver, ReadOnlyMemory<byte> bytes)
    {
        if (_ending.IsCancellationRequested || _receiverFailure is not null) return;
        try
        {
            await receiver(bytes, _ending.Token);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // Disposed of: nobody wants the rest.
        }
        catch (Exception e)
        {
            // The receiver's own failure, of any kind: it comes out of the exit, but only once the processes are gone.
            _receiverFailure = ExceptionDispatchInfo.Capture(e);
            await AskToEndAsync();
        }
    }
}
