using Silo.Abstractions.Journal;

namespace Silo.Runtime.Sessions;

/// <summary>The idempotency keys of this activation's last prompts: those that a look into the journal may have missed by a moment.</summary>
internal sealed class RecentKeys
{
    /// <summary>More than a mailbox holds, so that nothing between the look and the decision is forgotten.</summary>
    private const int KeysMax = 8192;

    private readonly Dictionary<string, IdempotencyKey> _keys = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    internal IdempotencyKey? Find(string key) => _keys.GetValueOrDefault(key);

    internal void Add(IdempotencyKey key)
    {
        _keys[key.Key] = key;
        _order.Enqueue(key.Key);
        if (_order.Count > KeysMax) _keys.Remove(_order.Dequeue());
    }
}
