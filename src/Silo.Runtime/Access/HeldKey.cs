using Silo.Abstractions.Access;

namespace Silo.Runtime.Access;

/// <summary>One key in use on this host, and what watches it.</summary>
/// <param name="key">The key.</param>
/// <param name="askedAt">When the store was asked, as a timestamp of the clock.</param>
/// <param name="known">Whether the store said so then; false for a key that somebody has had for a while.</param>
internal sealed class HeldKey(ApiKey key, long askedAt, bool known) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ended = new();
    private DateTimeOffset? _usedAt;
    private DateTimeOffset? _notedAt;
    private int _watches;
    private bool _closed;

    internal ApiKey Key { get; private set; } = key;

    /// <summary>When the store was last asked, as a timestamp of the clock.</summary>
    internal long AskedAt { get; private set; } = askedAt;

    /// <summary>Whether the store has said how the key stands.</summary>
    internal bool IsKnown { get; private set; } = known;

    /// <summary>Notes a use.</summary>
    internal void Use(DateTimeOffset at)
    {
        lock (_gate) _usedAt = at;
    }

    internal CancellationToken Ended => _ended.Token;

    internal bool IsWatched
    {
        get
        {
            lock (_gate) return _watches > 0;
        }
    }

    /// <summary>Begins a watch; false when the key was let go or has ended, and must be held anew.</summary>
    internal bool TryEnter()
    {
        lock (_gate)
        {
            if (_closed) return false;
            _watches++;
            return true;
        }
    }

    internal void Leave()
    {
        lock (_gate) _watches--;
    }

    internal void Refresh(ApiKey key, long askedAt)
    {
        lock (_gate)
        {
            // Answers may come in another order than their questions were asked.
            if (askedAt < AskedAt) return;
            (Key, AskedAt, IsKnown) = (key, askedAt, true);
        }
    }

    /// <summary>The last use, when it is due to be noted.</summary>
    internal DateTimeOffset? TakeUse(TimeSpan every)
    {
        lock (_gate)
        {
            if (_usedAt is not { } used || (_notedAt is { } noted && used - noted < every)) return null;
            _notedAt = used;
            return used;
        }
    }

    /// <summary>Closes it to further watches; false while there are any.</summary>
    internal bool TryClose()
    {
        lock (_gate) return _watches == 0 && (_closed = true);
    }

    /// <summary>Ends every watch.</summary>
    internal void End()
    {
        lock (_gate) _closed = true;
        _ended.Cancel();
    }

    /// <summary>For one that nobody watches.</summary>
    public void Dispose() => _ended.Dispose();
}
