using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.Oci;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Wire;

namespace Silo.Spawner.Launching;

/// <summary>A command in an OCI container: created, in which its first process waits; started; deleted when it has ended.</summary>
/// <remarks>
/// The runtime's create ends, and its child, the container's first process, comes to this process: so its exit code is seen here, without a call. The
/// proof that it is dead is the kernel's; the runtime's delete only removes what the runtime wrote down.
/// </remarks>
internal sealed class OciLaunchedCommand(CommandStart start, OciContainer container, ChildProcess creating, OciCalls calls, FdPoller poller) : ILaunchedCommand
{
    private HeldCommand? _held;
    private int? _exitCode;
    private bool _letGo;
    private string _log = string.Empty;

    public async Task<HeldCommand?> WaitHeldAsync()
    {
        if (await calls.WaitAsync(creating) != 0 || container.ReadPid() is not { } pid || Pidfd.TryOpen(pid, poller) is not { } init) return null;
        if (ProcessIdentity.TryReadParent(pid) == Environment.ProcessId) return _held = new HeldCommand(pid, init, OuterPid: null);
        init.Dispose();
        return null;
    }

    public async Task LetGoAsync()
    {
        using var starting = await calls.StartAsync(container.StartArguments, container.Log, [start.Marker]);
        _letGo = await calls.WaitAsync(starting) == 0;

        // What was ended meanwhile cannot be started, and need not be.
        if (!_letGo) _held!.Init.Kill();
    }

    public async Task WaitEndAsync()
    {
        if (_held is null) return;
        await _held.Init.WaitGoneAsync();
        _exitCode ??= _held.Init.Reap();
    }

    public async Task EndAsync()
    {
        _held?.Init.Kill();
        creating.Handle.Kill();
        await creating.Exit;
        await WaitEndAsync();
        if (_held is null) await MarkedProcesses.EndAsync(start.Marker, poller, gone => gone);
        using (var deleting = await calls.StartAsync(container.DeleteArguments, container.Log, [start.Marker])) await calls.WaitAsync(deleting);
        _log = container.ReadLog();
        container.Remove();
    }

    public Task<ExitedReply> ReadExitAsync(string firstErrors)
    {
        if (_letGo && _exitCode is { } code) return Task.FromResult(new ExitedReply(code, SandboxExitCause.Exited));
        throw new SandboxException("sandbox_failed", $"{calls.Runtime.Path} could not make the container: {_log} {firstErrors.Trim()}".TrimEnd());
    }

    public void Dispose()
    {
        _held?.Init.Dispose();
        creating.Dispose();
    }
}
