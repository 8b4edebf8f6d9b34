namespace Silo.Runtime.Tests.Support;

/// <summary>Runs what is posted at once, on the thread that posts: so that a test sees the very moment in which somebody is told.</summary>
internal sealed class InlineContext : SynchronizationContext
{
    private int _posts;

    public int Posts => Volatile.Read(ref _posts);

    public override void Post(SendOrPostCallback d, object? state)
    {
        Interlocked.Increment(ref _posts);
        d(state);
    }

    /// <summary>Calls something whose continuations come here.</summary>
    public Task<T> Call<T>(Func<Task<T>> call)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            return call();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }
}
