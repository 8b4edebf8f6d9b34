using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Bubblewrap;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Wire;

namespace Silo.Spawner.Launching;

/// <summary>A command in bubblewrap: bwrap holds before it, and says so.</summary>
/// <remarks>Killing the outer bwrap alone is not enough: until the command runs, the inner one has no parent-death signal and would stay.</remarks>
internal sealed class BubblewrapCommand(CommandStart start, ChildProcess child, Pipe status, Pipe gate, FdPoller poller) : ILaunchedCommand
{
    private readonly StatusReport _report = new(poller, status.Reader);
    private HeldCommand? _held;

    public async Task<HeldCommand?> WaitHeldAsync()
    {
        if (await _report.ReadInitAsync() is { } pid && OpenInit(pid) is { } init) return _held = new HeldCommand(pid, init, child.Pid);
        child.Handle.Kill();
        return null;
    }

    public Task LetGoAsync()
    {
        // Whatever the command starts inherits them.
        start.Sandbox.Resources.OnItsBehalf(() =>
        {
            foreach (var limit in start.Limits) limit.Set(_held!.InitPid);
        });
        gate.WriteByte(1);
        return Task.CompletedTask;
    }

    public Task WaitEndAsync() => child.Exit;

    public async Task EndAsync()
    {
        _held?.Init.Kill();
        child.Handle.Kill();
        await child.Exit;
        if (_held is null)
        {
            // bwrap failed early, or was killed from outside between making its child and telling of it.
            await MarkedProcesses.EndAsync(start.Marker, poller, gone => gone);
            return;
        }

        await _held.Init.WaitGoneAsync();
        _held.Init.Reap();
    }

    public async Task<ExitedReply> ReadExitAsync(string firstErrors)
    {
        var exitCode = await child.Exit;
        if (await _report.HasExitCodeAsync()) return new ExitedReply(exitCode, SandboxExitCause.Exited);

        // What bwrap says when it cannot run the command; it says one line in several writes.
        if (BubblewrapCommandLine.ExitCodeOf(firstErrors) is { } code) return new ExitedReply(code, SandboxExitCause.Exited);
        throw new SandboxException("sandbox_failed", $"bwrap ended with code {exitCode} before the command ran: {firstErrors.Trim()}");
    }

    public void Dispose()
    {
        _held?.Init.Dispose();
        child.Dispose();
        status.Dispose();
        gate.Dispose();
    }

    // Its number means what bwrap said as long as bwrap is its parent and has not reaped it.
    private Pidfd? OpenInit(int pid)
    {
        var held = Pidfd.TryOpen(pid, poller);
        if (held is null || ProcessIdentity.TryReadParent(pid) == child.Pid) return held;
        held.Dispose();
        return null;
    }
}
