using Microsoft.Win32.SafeHandles;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.Wire;

namespace Silo.Spawner;

/// <summary>Hears what the host says to a process: its input, the end of its input, the end of itself.</summary>
/// <remarks>It listens on while the process does not read, so that a hang-up is heard at once; what it holds meanwhile is one frame.</remarks>
internal sealed class ProcessListener(RunningCommand command, SafeFileHandle input, FdPoller poller, FrameConnection connection)
{
    private volatile bool _busy;

    /// <summary>Listens until the host ends the process or hangs up.</summary>
    /// <param name="over">Cancelled when the process is gone.</param>
    public async Task ListenAsync(CancellationToken over)
    {
        var writing = Task.CompletedTask;
        try
        {
            while (await connection.ReadAsync(over) is { } frame && !_busy)
            {
                if (frame.Kind == FrameKind.Data) writing = WriteAsync(writing, frame.Payload.ToArray());
                else if (IsEndOfInput(frame)) input.Dispose();
                else break;
            }

            command.End(SandboxExitCause.Exited);
        }
        catch (OperationCanceledException)
        {
            // The process ended first.
        }
        catch (Exception e) when (e is WireException or ObjectDisposedException)
        {
            command.End(SandboxExitCause.Exited);
        }

        // The process is gone or going: its pipe breaks, whatever is being written.
        await writing;
    }

    private static bool IsEndOfInput(Frame frame) =>
        frame.Kind == FrameKind.Message && FrameConnection.Decode(frame, SpawnerJson.Default.SpawnerRequest) is EndInputRequest;

    private async Task WriteAsync(Task before, byte[] bytes)
    {
        _busy = true;
        await before;
        try
        {
            var taken = !input.IsClosed && await poller.WriteAsync(input, bytes);
            _busy = false;
            await connection.WriteAsync(new InputTakenReply(taken), SpawnerJson.Default.SpawnerReply, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The host is gone: the reader sees it.
        }
    }
}
