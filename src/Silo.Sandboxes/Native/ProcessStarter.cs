using System.Collections.Concurrent;

namespace Silo.Sandboxes.Native;

/// <summary>Starts programs from one thread that lives as long as this object.</summary>
/// <remarks>
/// The parent-death signal follows the thread that started a child, not its process: from a pool thread a child would die
/// when the pool shrinks. Dispose only when no child is left.
/// </remarks>
internal sealed class ProcessStarter : IDisposable
{
    private const int QueuedMax = 1024;
    private readonly BlockingCollection<(ProcessStart Start, TaskCompletionSource<ChildProcess> Done)> _queue = new(QueuedMax);
    private readonly FdPoller _poller;
    private readonly Thread _thread;

    public ProcessStarter(FdPoller poller)
    {
        _poller = poller;
        _thread = new Thread(Loop) { IsBackground = true, Name = "silo-process-starter" };
        _thread.Start();
    }

    /// <summary>Starts a program; its descriptors must stay open until the task completes.</summary>
    /// <exception cref="IOException">The program could not be started; the message says why.</exception>
    public Task<ChildProcess> StartAsync(ProcessStart start)
    {
        var done = new TaskCompletionSource<ChildProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_queue.TryAdd((start, done))) throw new IOException($"More than {QueuedMax} programs wait to be started.");
        return done.Task;
    }

    public void Dispose()
    {
        _queue.CompleteAdding();
        _thread.Join();
        _queue.Dispose();
    }

    private void Loop()
    {
        foreach (var (start, done) in _queue.GetConsumingEnumerable())
        {
            try
            {
                done.SetResult(SpawnCall.Start(start, _poller));
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                done.SetException(e);
            }
        }
    }
}
