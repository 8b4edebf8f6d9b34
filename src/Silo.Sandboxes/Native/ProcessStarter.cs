using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace Silo.Sandboxes.Native;

/// <summary>Starts programs from one thread that lives as long as this object.</summary>
/// <remarks>
/// The parent-death signal follows the thread that started a child, not its process: from a pool thread a child would die
/// when the pool shrinks. The same thread alone goes into mount namespaces, so a child gets the mounts that it is to see and
/// the rest of this process never sees them. Dispose only when no child is left.
/// </remarks>
internal sealed class ProcessStarter : IDisposable
{
    private const int QueuedMax = 1024;
    private readonly BlockingCollection<Action> _queue = new(QueuedMax);
    private readonly FdPoller _poller;
    private readonly Thread _thread;
    private SafeFileHandle? _home;

    public ProcessStarter(FdPoller poller)
    {
        _poller = poller;
        _thread = new Thread(Loop) { IsBackground = true, Name = "silo-process-starter" };
        _thread.Start();
    }

    /// <summary>Starts a program; its descriptors must stay open until the task completes.</summary>
    /// <exception cref="IOException">The program could not be started; the message says why.</exception>
    public Task<ChildProcess> StartAsync(ProcessStart start) =>
        InvokeAsync(() => start.Mounts is { } mounts ? Inside(() => MountCalls.Enter(mounts), () => SpawnCall.Start(start, _poller)) : SpawnCall.Start(start, _poller));

    /// <summary>Makes a mount namespace.</summary>
    /// <param name="mount">Makes its mounts, in it.</param>
    /// <returns>It lives as long as this, or a process that was started in it.</returns>
    /// <exception cref="IOException">It could not be made; nothing of it is left.</exception>
    public Task<SafeFileHandle> MakeMountsAsync(Action mount) => InvokeAsync(() => Inside(MountCalls.EnterNewNamespace, () =>
    {
        mount();
        return MountCalls.Hold();
    }));

    public void Dispose()
    {
        _queue.CompleteAdding();
        _thread.Join();
        _queue.Dispose();
        _home?.Dispose();
    }

    private Task<T> InvokeAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var queued = _queue.TryAdd(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                done.SetException(e);
            }
        });
        return queued ? done.Task : throw new IOException($"More than {QueuedMax} programs wait to be started.");
    }

    private T Inside<T>(Action enter, Func<T> work)
    {
        if (_home is null)
        {
            // From here on this thread shares its root and working directory with no other: without that, it could not come back.
            MountCalls.EnterNewNamespace();
            _home = MountCalls.Hold();
        }

        try
        {
            enter();
            return work();
        }
        finally
        {
            Return(_home);
        }
    }

    // A thread that cannot come back would start the next sandbox's processes among this one's mounts.
    private static void Return(SafeFileHandle home)
    {
        try
        {
            MountCalls.Enter(home);
        }
        catch (IOException e)
        {
            Environment.FailFast("The starter cannot leave a sandbox's mounts.", e);
        }
    }

    private void Loop()
    {
        foreach (var work in _queue.GetConsumingEnumerable()) work();
    }
}
