namespace Silo.Cli.Chat;

/// <summary>What a person said and the server has not answered yet: one at a time is under way, in the order in which it was said. No I/O.</summary>
/// <param name="newKey">Makes an idempotency key.</param>
internal sealed class SendQueue(Func<string> newKey)
{
    /// <summary>Most that wait behind the one under way.</summary>
    internal const int WaitingMax = 32;

    private readonly Queue<ChatAction.Send> _waiting = [];
    private ChatAction.Send? _underWay;
    private ChatAction.Send? _unanswered;

    /// <summary>Whether no more can wait.</summary>
    internal bool IsFull => _waiting.Count >= WaitingMax;

    /// <summary>Takes what was said, and gives it its key.</summary>
    /// <returns>What is to be sent now; null when it waits for its turn.</returns>
    internal ChatAction.Send? Add(ChatAction.Send said)
    {
        // What came back unanswered may have been taken; said again unchanged it is the same request, and taken once.
        var send = _unanswered is { } same && same.Text == said.Text ? same : said with { IdempotencyKey = newKey() };
        _unanswered = null;
        if (_underWay is null) return _underWay = send;
        _waiting.Enqueue(send);
        return null;
    }

    /// <summary>The one under way was taken.</summary>
    /// <returns>What is to be sent next; null for nothing.</returns>
    internal ChatAction.Send? Taken() => _underWay = _waiting.TryDequeue(out var next) ? next : null;

    /// <summary>The one under way was refused as it was, and is to be sent in another way, before all that wait.</summary>
    internal ChatAction.Send Changed(ChatAction.Send to) => _underWay = to with { IdempotencyKey = newKey() };

    /// <summary>The one under way failed. What waited behind it is not sent: it would come before, or without, what it followed.</summary>
    /// <param name="isUnanswered">Whether the server may have taken it.</param>
    /// <returns>What waited, in its order.</returns>
    internal IReadOnlyList<ChatAction.Send> Failed(bool isUnanswered)
    {
        if (isUnanswered) _unanswered = _underWay;
        _underWay = null;
        ChatAction.Send[] behind = [.. _waiting];
        _waiting.Clear();
        return behind;
    }
}
