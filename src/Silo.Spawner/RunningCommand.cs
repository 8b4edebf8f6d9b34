using System.Text;
using Microsoft.Win32.SafeHandles;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Wire;
using Silo.Spawner.Diagnostics;
using Silo.Spawner.Launching;

namespace Silo.Spawner;

/// <summary>One command in namespaces of its own, from its start until none of its processes is left.</summary>
/// <remarks>
/// Three steps: its namespaces are made, and it holds before the command; its processes are recorded and bounded; then it is let go.
/// </remarks>
internal sealed class RunningCommand(LiveSandbox sandbox, SandboxTools tools, RunRequest request, string recordFile)
{
    private const int OutputBufferBytes = 32 << 10;
    private const int FirstOutputBytesMax = 1024;
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly byte[] _first = new byte[FirstOutputBytesMax];
    private SandboxExitCause? _cause;
    private Pidfd? _init;
    private int _firstCount;
    private long _outputBytesLeft = tools.Profile.Controls.OutputLimit ? request.OutputBytesMax ?? sandbox.Settings.OutputBytesMax : long.MaxValue;

    /// <summary>Completes when none of its processes is left; its output may still be on the way.</summary>
    public Task Gone => _gone.Task;

    private string FirstErrors => Encoding.UTF8.GetString(_first, 0, _firstCount);

    /// <summary>Ends all its processes; the first cause counts. Returns at once.</summary>
    public void End(SandboxExitCause cause)
    {
        lock (_gate)
        {
            _cause ??= cause;
            _init?.Kill();
        }
    }

    /// <summary>Runs it to its end.</summary>
    /// <param name="input">What it reads.</param>
    /// <param name="output">Takes what it writes; failing ends the command.</param>
    /// <exception cref="SandboxException">Its namespaces could not be made (<c>sandbox_failed</c>).</exception>
    public async Task<ExitedReply> RunAsync(CommandInput input, Func<FrameKind, ReadOnlyMemory<byte>, Task> output)
    {
        try
        {
            using var written = Pipe.CreateForReading();
            using var errors = request.IsProcess ? Pipe.CreateForReading() : null;
            tools.Probe.Reached(SpawnerPoint.RunBegun);
            using var launched = await StartAsync(input, written, errors ?? written);
            tools.Probe.Reached(SpawnerPoint.ProcessStarted);
            input.Reader.Dispose();
            written.Writer.Dispose();
            errors?.Writer.Dispose();
            var pumping = errors is null
                ? PumpAsync(written.Reader, FrameKind.Data, isFirst: true, output)
                : Task.WhenAll(PumpAsync(written.Reader, FrameKind.Data, isFirst: false, output), PumpAsync(errors.Reader, FrameKind.ErrorData, isFirst: true, output));
            await SeeOutAsync(launched);
            await pumping;
            return _cause is { } cause ? new ExitedReply(128 + LibC.SignalKill, cause) : await launched.ReadExitAsync(FirstErrors);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SandboxException("sandbox_failed", $"The command could not be run: {e.Message}", e);
        }
        finally
        {
            // Nothing was started, or it is gone already; nobody will read what is being written to it.
            input.Reader.Dispose();
            _gone.TrySetResult();
        }
    }

    private Task<ILaunchedCommand> StartAsync(CommandInput input, Pipe written, Pipe errors)
    {
        sandbox.Resources.Give(input.Reader);
        sandbox.Resources.Give(written.Writer);
        sandbox.Resources.Give(errors.Writer);
        var start = new CommandStart(sandbox, request, recordFile, tools.Profile, Limits());
        return tools.Launcher.StartAsync(start, [input.Reader, written.Writer, errors.Writer]);
    }

    private IReadOnlyList<ProcessLimit> Limits() =>
        tools.Profile.Controls.ResourceLimits ? ProcessLimit.Of(sandbox.Settings, sandbox.IsDiskFull) : [];

    // Returns when all its processes are gone, and not before, whatever fails.
    private async Task SeeOutAsync(ILaunchedCommand launched)
    {
        var timeout = request.TimeoutMs < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(request.TimeoutMs);
        await using var timer = tools.Time.CreateTimer(_ => End(SandboxExitCause.TimedOut), null, timeout, Timeout.InfiniteTimeSpan);
        try
        {
            if (await launched.WaitHeldAsync() is { } held) await ReleaseAsync(launched, held);
            await launched.WaitEndAsync();
            tools.Probe.Reached(SpawnerPoint.CommandEnded);
        }
        finally
        {
            await launched.EndAsync();
            lock (_gate) _init = null;
            tools.Probe.Reached(SpawnerPoint.ProcessesGone);
            File.Delete(recordFile);
            tools.Probe.Reached(SpawnerPoint.RecordRemoved);
            _gone.TrySetResult();
        }
    }

    private async Task ReleaseAsync(ILaunchedCommand launched, HeldCommand held)
    {
        lock (_gate)
        {
            _init = held.Init;
            if (_cause is not null)
            {
                held.Init.Kill();
                return;
            }
        }

        tools.Probe.Reached(SpawnerPoint.InitKnown);
        Record(held);
        tools.Probe.Reached(SpawnerPoint.Recorded);
        sandbox.Resources.Admit(held.InitPid);
        tools.Probe.Reached(SpawnerPoint.Admitted);

        // Whoever ended it meanwhile has killed it: there is nothing left to let go.
        await launched.LetGoAsync();
        tools.Probe.Reached(SpawnerPoint.LetGo);
    }

    private void Record(HeldCommand held)
    {
        var outer = held.OuterPid is { } pid ? ProcessIdentity.TryRead(pid) : null;
        if (ProcessIdentity.TryRead(held.InitPid) is not { } init || (held.OuterPid is not null && outer is null))
            throw new IOException("The command's first process ended before the command ran.");
        RecordFile.Write(recordFile, new CommandRecord(outer, init), RecordJson.Default.CommandRecord);
    }

    // Reads on to the end even past the limit: the end tells that no writer is left.
    private async Task PumpAsync(SafeFileHandle reader, FrameKind kind, bool isFirst, Func<FrameKind, ReadOnlyMemory<byte>, Task> output)
    {
        var buffer = new byte[OutputBufferBytes];
        var taken = true;
        for (var count = await tools.Poller.ReadAsync(reader, buffer); count > 0; count = await tools.Poller.ReadAsync(reader, buffer))
        {
            if (isFirst) KeepFirst(buffer.AsSpan(0, count));
            var piece = (int)Math.Clamp(Interlocked.Add(ref _outputBytesLeft, -count) + count, 0, count);
            if (piece > 0 && taken) taken = await TryPassOnAsync(kind, buffer.AsMemory(0, piece), output);
            if (piece < count) End(SandboxExitCause.OutputLimit);
        }
    }

    private void KeepFirst(ReadOnlySpan<byte> bytes)
    {
        var first = Math.Min(bytes.Length, FirstOutputBytesMax - _firstCount);
        bytes[..first].CopyTo(_first.AsSpan(_firstCount));
        _firstCount += first;
    }

    private async Task<bool> TryPassOnAsync(FrameKind kind, ReadOnlyMemory<byte> piece, Func<FrameKind, ReadOnlyMemory<byte>, Task> output)
    {
        try
        {
            await output(kind, piece);
            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The host is gone, and nobody wants to know the cause.
            End(SandboxExitCause.SandboxDied);
            return false;
        }
    }
}
