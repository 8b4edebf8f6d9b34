namespace Silo.Runtime.Access;

/// <summary>A look-out for the end of a key.</summary>
public sealed class KeyWatch : IDisposable
{
    private readonly HeldKey _held;
    private int _disposed;

    internal KeyWatch(HeldKey held)
    {
        _held = held;
    }

    /// <summary>Cancelled when the key is revoked or expires, or nobody can tell.</summary>
    public CancellationToken Ended => _held.Ended;

    /// <summary>Ends the look-out.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) _held.Leave();
    }
}
