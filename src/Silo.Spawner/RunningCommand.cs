using System.Text;
using Microsoft.Win32.SafeHandles;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Bubblewrap;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Wire;
using Silo.Spawner.Diagnostics;

namespace Silo.Spawner;

/// <summary>One command in namespaces of its own, from its start until none of its processes is left.</summary>
/// <remarks>
/// Three steps: bwrap is started and holds before the command; both of its processes are recorded and limited; then it is let go.
/// Killing the outer bwrap alone is not enough: until the command runs, the inner one has no parent-death signal and would stay.
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

    // What bwrap says when it cannot run the command; it says one line in several writes.
    private string FirstOutput => Encoding.UTF8.GetString(_first, 0, _firstCount);

    // Unlike the run directory's marker, this one is found while other commands run.
    private KeyValuePair<string, string> CommandMarker => new("SILO_SANDBOX_COMMAND", recordFile);

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
            using var status = Pipe.CreateForReading();
            using var gate = Pipe.Create();
            using var errors = request.IsProcess ? Pipe.CreateForReading() : null;
            tools.Probe.Reached(SpawnerPoint.RunBegun);
            using var child = await StartAsync(input, written, errors ?? written, status, gate);
            tools.Probe.Reached(SpawnerPoint.ProcessStarted);
            input.Reader.Dispose();
            written.Writer.Dispose();
            errors?.Writer.Dispose();
            status.Writer.Dispose();
            var pumping = errors is null
                ? PumpAsync(written.Reader, FrameKind.Data, isFirst: true, output)
                : Task.WhenAll(PumpAsync(written.Reader, FrameKind.Data, isFirst: false, output), PumpAsync(errors.Reader, FrameKind.ErrorData, isFirst: true, output));
            var report = new StatusReport(tools.Poller, status.Reader);
            var exitCode = await SeeOutAsync(child, report, gate);
            await pumping;
            if (_cause is { } cause) return new ExitedReply(128 + LibC.SignalKill, cause);
            if (await report.HasExitCodeAsync()) return new ExitedReply(exitCode, SandboxExitCause.Exited);
            if (BubblewrapCommandLine.ExitCodeOf(FirstOutput) is { } code) return new ExitedReply(code, SandboxExitCause.Exited);
            throw new SandboxException("sandbox_failed", $"bwrap ended with code {exitCode} before the command ran: {FirstOutput.Trim()}");
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

    private async Task<ChildProcess> StartAsync(CommandInput input, Pipe written, Pipe errors, Pipe status, Pipe gate)
    {
        using var options = MemoryFile.Create(
            BubblewrapCommandLine.Options(tools.Profile, sandbox.Settings, sandbox.Directory, sandbox.Resources.BoundsTmp, sandbox.Workspace, request));

        // It holds the pipe for writing, too: if this process dies now, the command waits for ever instead of running unrecorded.
        using var block = gate.OpenEndless();
        if (input.IsOwn) sandbox.Resources.Give(input.Reader);
        sandbox.Resources.Give(written.Writer);
        sandbox.Resources.Give(errors.Writer);
        var filter = tools.Profile.OpenFilter();
        try
        {
            return await tools.Starter.StartAsync(sandbox.Resources.Enter(new ProcessStart
            {
                Path = tools.Bubblewrap,
                Arguments = BubblewrapCommandLine.Arguments(request),
                Environment = new Dictionary<string, string> { [tools.Run.Marker.Key] = tools.Run.Marker.Value, [CommandMarker.Key] = CommandMarker.Value },
                Descriptors = [input.Reader, written.Writer, errors.Writer, options, status.Writer, block, .. filter],
            }));
        }
        finally
        {
            foreach (var program in filter) program.Dispose();
        }
    }

    // Returns when all its processes are gone, and not before, whatever fails.
    private async Task<int> SeeOutAsync(ChildProcess child, StatusReport report, Pipe gate)
    {
        var timeout = request.TimeoutMs < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(request.TimeoutMs);
        await using var timer = tools.Time.CreateTimer(_ => End(SandboxExitCause.TimedOut), null, timeout, Timeout.InfiniteTimeSpan);
        Pidfd? init = null;
        try
        {
            if (await report.ReadInitAsync() is { } pid && (init = OpenInit(pid, child)) is not null) Release(child, pid, init, gate);
            else child.Handle.Kill();
            var exitCode = await child.Exit;
            tools.Probe.Reached(SpawnerPoint.CommandEnded);
            return exitCode;
        }
        finally
        {
            await EndAllAsync(child, init);
            lock (_gate) _init = null;
            init?.Dispose();
            tools.Probe.Reached(SpawnerPoint.ProcessesGone);
            File.Delete(recordFile);
            tools.Probe.Reached(SpawnerPoint.RecordRemoved);
            _gone.TrySetResult();
        }
    }

    // The command itself has ended, or could not be let go; what is left of it ends here.
    private async Task EndAllAsync(ChildProcess child, Pidfd? init)
    {
        init?.Kill();
        child.Handle.Kill();
        await child.Exit;
        if (init is null)
        {
            // bwrap failed early, or was killed from outside between making its child and telling of it.
            await MarkedProcesses.EndAsync(CommandMarker, tools.Poller, gone => gone);
            return;
        }

        await init.WaitGoneAsync();
        init.Reap();
    }

    // Its number means what bwrap said as long as bwrap is its parent and has not reaped it.
    private Pidfd? OpenInit(int pid, ChildProcess child)
    {
        var held = Pidfd.TryOpen(pid, tools.Poller);
        if (held is null || ProcessIdentity.TryReadParent(pid) == child.Pid) return held;
        held.Dispose();
        return null;
    }

    private void Release(ChildProcess child, int initPid, Pidfd init, Pipe gate)
    {
        lock (_gate)
        {
            _init = init;
            if (_cause is not null)
            {
                init.Kill();
                return;
            }
        }

        tools.Probe.Reached(SpawnerPoint.InitKnown);
        Record(child.Pid, initPid);
        tools.Probe.Reached(SpawnerPoint.Recorded);
        sandbox.Resources.OnItsBehalf(() => Limit(initPid));
        sandbox.Resources.Admit(initPid);
        tools.Probe.Reached(SpawnerPoint.Admitted);
        lock (_gate)
        {
            if (_cause is null) gate.WriteByte(1);
        }

        tools.Probe.Reached(SpawnerPoint.LetGo);
    }

    private void Record(int outerPid, int initPid)
    {
        if (ProcessIdentity.TryRead(outerPid) is not { } outer || ProcessIdentity.TryRead(initPid) is not { } init)
            throw new IOException("bwrap ended before the command ran.");
        RecordFile.Write(recordFile, new CommandRecord(outer, init), RecordJson.Default.CommandRecord);
    }

    // Before the command is let go; whatever it starts inherits them.
    private void Limit(int pid)
    {
        if (!tools.Profile.Controls.ResourceLimits) return;
        var settings = sandbox.Settings;
        ResourceLimit.Set(pid, ResourceLimit.CoreSize, 0);
        ResourceLimit.Set(pid, ResourceLimit.FileSize, sandbox.IsDiskFull ? 0 : (ulong)Math.Max(0, settings.FileBytesMax));
        ResourceLimit.Set(pid, ResourceLimit.OpenFiles, (ulong)Math.Max(3, settings.OpenFilesMax));
        ResourceLimit.Set(pid, ResourceLimit.Processes, (ulong)Math.Max(1, settings.ProcessesMax));
        if (settings.CpuTimeMax is { } time) ResourceLimit.Set(pid, ResourceLimit.CpuSeconds, (ulong)Math.Max(1, Math.Ceiling(time.TotalSeconds)));

        // Not the address space: runtimes reserve far more of it than they use.
        ResourceLimit.Set(pid, ResourceLimit.Data, (ulong)Math.Max(0, settings.MemoryBytesMax));
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
