namespace Silo.Sandboxes.Native;

/// <summary>A child of this process.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Lazy<Task<int>> _exit;

    public ChildProcess(int pid, Pidfd handle)
    {
        Pid = pid;
        Handle = handle;
        _exit = new Lazy<Task<int>>(WaitAsync);
    }

    public int Pid { get; }

    public Pidfd Handle { get; }

    /// <summary>Its exit code, or 128 plus the signal that ended it; reaps it.</summary>
    public Task<int> Exit => _exit.Value;

    public void Dispose() => Handle.Dispose();

    private async Task<int> WaitAsync()
    {
        await Handle.WaitGoneAsync();
        return Handle.Reap() ?? -1;
    }
}
