namespace Silo.Spawner;

/// <summary>Numbers sandboxes, whosever they are.</summary>
internal sealed class SandboxNumbers
{
    private long _last;

    public long Next() => Interlocked.Increment(ref _last);
}
