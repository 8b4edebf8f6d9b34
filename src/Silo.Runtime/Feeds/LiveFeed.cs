using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Streams;

namespace Silo.Runtime.Feeds;

/// <summary>What readers of one session share: the newest events, the open messages, and the word that something is new.</summary>
/// <remarks>
/// <b>A reader is a cursor, not a buffer:</b> nothing here grows with the number or the slowness of readers. One lock, held for short copies.
/// Events are published after their commit, so nobody is told of what is not durable (promise 2).
/// </remarks>
internal sealed class LiveFeed(SessionKey session)
{
    private const int RecentEventsMax = 128;
    private const int RecentBytesMax = 256 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<StoredEvent> _recent = new();
    private readonly SortedList<long, OpenMessage> _open = [];
    private int _recentBytes;
    private long _head = -1;
    private FeedItem.Closed? _closed;
    private long _reached;
    private TaskCompletionSource? _changed;

    internal SessionKey Session => session;

    /// <summary>The next things for a reader, and a task that completes when there is more.</summary>
    internal FeedGlance Look(Cursor cursor, int pieceBytesMax)
    {
        lock (_lock)
        {
            var changed = (_changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            if (_head < 0) return new FeedGlance(FeedGlanceKind.AskJournal, [], null, null, changed, _closed);
            if (cursor.Sequence < _head)
            {
                var oldest = _head - _recent.Count + 1;
                return cursor.Sequence + 1 < oldest
                    ? new FeedGlance(FeedGlanceKind.AskJournal, [], null, null, changed, _closed)
                    : new FeedGlance(FeedGlanceKind.Events, [.. _recent.Skip((int)(cursor.Sequence + 1 - oldest))], null, null, changed, _closed);
            }

            // A reader that the journal has told more than was published here would take a closed message for an open one: it waits.
            if (cursor.Sequence > _head) return new FeedGlance(FeedGlanceKind.Nothing, [], null, null, changed, _closed);
            foreach (var message in _open.Values)
            {
                var position = FindPosition(cursor, message.Key);
                if (message.Next(position, pieceBytesMax) is { } piece) return new FeedGlance(FeedGlanceKind.Delta, [], piece, message, changed, _closed);
            }

            return new FeedGlance(FeedGlanceKind.Nothing, [], null, null, changed, _closed);
        }
    }

    /// <summary>The next piece of a message that a reader is in the middle of; null when there is none right now, or when events came first.</summary>
    internal StreamDelta? Next(OpenMessage message, OpenPosition position, long sequence, int pieceBytesMax)
    {
        lock (_lock)
            return _head == sequence && _open.GetValueOrDefault(message.Key.Step) == message ? message.Next(position, pieceBytesMax) : null;
    }

    /// <summary>Tells readers of events that are durable now.</summary>
    internal void Publish(IReadOnlyList<StoredEvent> events, IEnumerable<long> closedSteps)
    {
        lock (_lock)
        {
            foreach (var e in events)
            {
                _recent.Enqueue(e);
                _recentBytes += e.Utf8.Length;
            }

            while (_recent.Count > RecentEventsMax || _recentBytes > RecentBytesMax) _recentBytes -= _recent.Dequeue().Utf8.Length;
            _head = events[^1].Sequence;
            foreach (var step in closedSteps) _open.Remove(step);
            Wake();
        }
    }

    /// <summary>An actor took the session: from now on the head is known here.</summary>
    internal void Attach(long head)
    {
        lock (_lock)
        {
            _recent.Clear();
            _recentBytes = 0;
            _open.Clear();
            _head = head;
            Wake();
        }
    }

    /// <summary>The actor is gone: readers ask the journal again.</summary>
    internal void Detach() => Attach(-1);

    internal OpenMessage OpenMessage(OpenMessageKey key, TurnId turn, string agent, int bytesMax, bool keepBoundaries)
    {
        var message = new OpenMessage(key, turn, agent, bytesMax, keepBoundaries);
        lock (_lock) _open[key.Step] = message;
        return message;
    }

    /// <summary>Changes an open message under the lock, and wakes readers.</summary>
    internal void Write<T>(OpenMessage message, T argument, Action<OpenMessage, T> change)
        where T : allows ref struct
    {
        lock (_lock)
        {
            change(message, argument);
            Wake();
        }
    }

    /// <summary>Reads an open message under the lock.</summary>
    internal T Read<T>(OpenMessage message, Func<OpenMessage, T> read)
    {
        lock (_lock) return read(message);
    }

    internal void Close(FeedItem.Closed closed)
    {
        lock (_lock)
        {
            _closed = closed;
            Wake();
        }
    }

    /// <summary>Another process has written as far as this: readers of a session without an actor here ask the journal.</summary>
    internal void Reached(long head)
    {
        lock (_lock)
        {
            if (_head >= 0 || head <= _reached) return;
            _reached = head;
            Wake();
        }
    }

    /// <summary>Readers of a session without an actor here ask the journal, whatever they have heard of it.</summary>
    internal void AskAgain()
    {
        lock (_lock)
            if (_head < 0) Wake();
    }

    private static OpenPosition? FindPosition(Cursor cursor, OpenMessageKey key)
    {
        foreach (var position in cursor.Open)
            if (position.Step == key.Step && position.Epoch == key.Epoch && position.Attempt == key.Attempt) return position;
        return null;
    }

    private void Wake()
    {
        _changed?.TrySetResult();
        _changed = null;
    }
}
