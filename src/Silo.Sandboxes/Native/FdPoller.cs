using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Silo.Sandboxes.Native;

/// <summary>Waits until file descriptors can be read or written: pipes, and pidfds, which become readable when the process has ended.</summary>
/// <remarks>One thread on epoll, whatever the number of descriptors. Without it each running command would hold a thread of the pool.</remarks>
internal sealed class FdPoller : IDisposable
{
    private const int ControlAdd = 1;
    private const int ControlDelete = 2;
    private const uint InterestReadable = 0x001;
    private const uint InterestWritable = 0x004;
    private const int EventsAtOnce = 64;
    private const ulong WakeId = 0;

    // struct epoll_event is packed on x86-64 and nowhere else.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventSize = DataOffset + 8;

    private readonly SafeFileHandle _epoll = new(LibC.Check(LibC.epoll_create1(LibC.OpenCloseOnExec), "epoll_create1"), ownsHandle: true);
    private readonly SafeFileHandle _wake = new(LibC.Check(LibC.eventfd(0, LibC.OpenCloseOnExec), "eventfd"), ownsHandle: true);
    private readonly Dictionary<ulong, Wait> _waits = [];
    private readonly Lock _gate = new();
    private readonly Thread _thread;
    private ulong _lastId;
    private bool _stopped;

    public FdPoller()
    {
        Control(ControlAdd, _wake, WakeId, InterestReadable);
        _thread = new Thread(Loop) { IsBackground = true, Name = "silo-fd-poller" };
        _thread.Start();
    }

    /// <summary>Returns when the descriptor can be read, or has no writer left. At most one wait per descriptor at a time.</summary>
    /// <param name="descriptor">Kept open until the wait is over.</param>
    public Task WaitReadableAsync(SafeHandle descriptor) => WaitAsync(descriptor, InterestReadable);

    private Task WaitAsync(SafeHandle descriptor, uint interest)
    {
        var wait = new Wait(descriptor);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            var id = ++_lastId;
            _waits.Add(id, wait);
            try
            {
                Control(ControlAdd, descriptor, id, interest);
            }
            catch (IOException)
            {
                _waits.Remove(id);
                wait.Release();
                throw;
            }
        }

        return wait.Task;
    }

    /// <summary>Reads what is there, waiting for the first byte.</summary>
    /// <param name="descriptor">A non-blocking descriptor.</param>
    /// <param name="buffer">Receives the bytes.</param>
    /// <returns>The number of bytes; 0 at the end.</returns>
    public async ValueTask<int> ReadAsync(SafeHandle descriptor, Memory<byte> buffer)
    {
        while (true)
        {
            var count = Read(descriptor, buffer.Span, out var error);
            if (count >= 0) return count;
            if (error == LibC.ErrorAgain) await WaitReadableAsync(descriptor);
            else if (error != LibC.ErrorInterrupted) throw LibC.Failure("read", error);
        }
    }

    /// <summary>Writes all, waiting as long as the reader takes nothing.</summary>
    /// <param name="descriptor">A non-blocking descriptor.</param>
    /// <param name="bytes">The bytes.</param>
    /// <returns>False when nobody is left to read.</returns>
    public async ValueTask<bool> WriteAsync(SafeHandle descriptor, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = Write(descriptor, bytes.Span, out var error);
            if (count >= 0) bytes = bytes[count..];
            else if (error == LibC.ErrorBrokenPipe) return false;
            else if (error == LibC.ErrorAgain) await WaitAsync(descriptor, InterestWritable);
            else if (error != LibC.ErrorInterrupted) throw LibC.Failure("write", error);
        }

        return true;
    }

    public unsafe void Dispose()
    {
        lock (_gate)
        {
            if (_stopped) return;
            _stopped = true;
            ulong one = 1;
            _ = LibC.write(_wake, (byte*)&one, sizeof(ulong));
        }

        _thread.Join();
        foreach (var wait in _waits.Values) wait.Cancel();
        _waits.Clear();
        _epoll.Dispose();
        _wake.Dispose();
    }

    private static unsafe int Read(SafeHandle descriptor, Span<byte> buffer, out int error)
    {
        fixed (byte* start = buffer)
        {
            var count = LibC.read(descriptor, start, buffer.Length);
            error = count < 0 ? Marshal.GetLastPInvokeError() : 0;
            return (int)count;
        }
    }

    private static unsafe int Write(SafeHandle descriptor, ReadOnlySpan<byte> bytes, out int error)
    {
        fixed (byte* start = bytes)
        {
            var count = LibC.write(descriptor, start, bytes.Length);
            error = count < 0 ? Marshal.GetLastPInvokeError() : 0;
            return (int)count;
        }
    }

    private unsafe void Control(int operation, SafeHandle descriptor, ulong id, uint wanted)
    {
        var interest = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(new Span<byte>(interest, 4), wanted);
        BinaryPrimitives.WriteUInt64LittleEndian(new Span<byte>(interest + DataOffset, 8), id);
        LibC.Check(LibC.epoll_ctl(_epoll, operation, descriptor, interest), "epoll_ctl");
    }

    private unsafe void Loop()
    {
        var events = stackalloc byte[EventsAtOnce * 16];
        while (true)
        {
            var count = LibC.epoll_wait(_epoll, events, EventsAtOnce, -1);
            for (var i = 0; i < count; i++)
            {
                var id = BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(events + (i * EventSize) + DataOffset, 8));
                if (id == WakeId) return;
                Complete(id);
            }
        }
    }

    private void Complete(ulong id)
    {
        Wait? wait;
        lock (_gate)
        {
            if (!_waits.Remove(id, out wait)) return;
            Control(ControlDelete, wait.Descriptor, id, InterestReadable);
        }

        wait.Complete();
    }

    /// <summary>One wait; it keeps its descriptor open, so that the number cannot come to mean another file meanwhile.</summary>
    private sealed class Wait
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Wait(SafeHandle descriptor)
        {
            var added = false;
            descriptor.DangerousAddRef(ref added);
            Descriptor = descriptor;
        }

        public SafeHandle Descriptor { get; }

        public Task Task => _done.Task;

        public void Release() => Descriptor.DangerousRelease();

        public void Complete()
        {
            Release();
            _done.SetResult();
        }

        public void Cancel()
        {
            Release();
            _done.SetCanceled();
        }
    }
}
