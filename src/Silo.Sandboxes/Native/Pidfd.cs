using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Silo.Sandboxes.Native;

/// <summary>A process held by a descriptor, so that its number cannot come to mean another process.</summary>
internal sealed class Pidfd : IDisposable
{
    private readonly SafeFileHandle _descriptor;
    private readonly FdPoller _poller;
    private readonly Lock _gate = new();
    private Task? _gone;

    private Pidfd(SafeFileHandle descriptor, FdPoller poller)
    {
        _descriptor = descriptor;
        _poller = poller;
    }

    /// <summary>Holds a process.</summary>
    /// <returns>Null when there is no such process.</returns>
    public static Pidfd? TryOpen(int pid, FdPoller poller)
    {
        var descriptor = LibC.PidfdOpen(pid);
        if (descriptor >= 0) return new Pidfd(new SafeFileHandle(descriptor, ownsHandle: true), poller);
        var error = Marshal.GetLastPInvokeError();
        return error == LibC.ErrorNoProcess ? null : throw LibC.Failure("pidfd_open", error);
    }

    /// <summary>Sends SIGKILL. A process that has ended already is no error.</summary>
    /// <exception cref="IOException">It may not be signalled by this user.</exception>
    public void Kill()
    {
        if (!TryKill()) throw LibC.Failure("pidfd_send_signal", LibC.ErrorNotPermitted);
    }

    /// <summary>Sends SIGKILL. A process that has ended already is no error.</summary>
    /// <returns>False when it may not be signalled by this user.</returns>
    public bool TryKill()
    {
        if (LibC.PidfdSendSignal((int)_descriptor.DangerousGetHandle(), LibC.SignalKill) == 0) return true;
        var error = Marshal.GetLastPInvokeError();
        return error == LibC.ErrorNoProcess || (error == LibC.ErrorNotPermitted ? false : throw LibC.Failure("pidfd_send_signal", error));
    }

    /// <summary>Returns when the process has ended. Of the first process of a pid namespace: when every other process of it has ended too.</summary>
    /// <remarks>Source: the kernel's exit path empties a pid namespace before its first process becomes a zombie, and a pidfd turns readable after that.</remarks>
    public Task WaitGoneAsync()
    {
        lock (_gate) return _gone ??= _poller.WaitReadableAsync(_descriptor);
    }

    /// <summary>Collects the exit status, if the process has ended and is a child of this one.</summary>
    /// <returns>Its exit code, or 128 plus the signal that ended it; null when there is nothing to collect.</returns>
    public unsafe int? Reap()
    {
        const int byPidfd = 3, exited = 4, noHang = 1, codeExited = 1;
        var info = stackalloc byte[128];
        new Span<byte>(info, 128).Clear();
        while (LibC.waitid(byPidfd, (int)_descriptor.DangerousGetHandle(), info, exited | noHang) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == LibC.ErrorNoChild) return null;
            if (error != LibC.ErrorInterrupted) throw LibC.Failure("waitid", error);
        }

        // siginfo_t on 64 bit: si_code at 8, si_pid at 16 (0 when nothing had ended), si_status at 24.
        var words = (int*)info;
        if (words[4] == 0) return null;
        return words[2] == codeExited ? words[6] : 128 + words[6];
    }

    public void Dispose() => _descriptor.Dispose();
}
