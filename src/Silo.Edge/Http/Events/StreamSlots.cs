using Microsoft.Extensions.Options;

namespace Silo.Edge.Http.Events;

/// <summary>Bounds how many readers of sessions there are at once. Each costs a connection and a place in a feed.</summary>
internal sealed class StreamSlots(IOptions<SiloEdgeOptions> options)
{
    private int _taken;

    public int Max { get; } = options.Value.StreamsMax;

    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Takes a slot, unless all are taken. Every slot that was taken is released once.</summary>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= Max) return true;
        Interlocked.Decrement(ref _taken);
        return false;
    }

    public void Release() => Interlocked.Decrement(ref _taken);
}
