namespace Silo.Edge.SignalR;

/// <summary>Counts what is open, and can be waited for until nothing is.</summary>
internal sealed class OpenCount : IDisposable
{
    private readonly ManualResetEventSlim _none = new(initialState: true);
    private readonly Lock _gate = new();
    private int _open;

    public void Enter()
    {
        lock (_gate)
        {
            if (_open++ == 0) _none.Reset();
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            if (--_open == 0) _none.Set();
        }
    }

    /// <summary>Blocks until nothing is open, but no longer than told.</summary>
    public void Wait(TimeSpan atMost) => _none.Wait(atMost);

    public void Dispose() => _none.Dispose();
}
