using Silo.Abstractions.Identity;
using Silo.Abstractions.Streams;

namespace Silo.Runtime.Feeds;

/// <summary>Holds one feed for each session that has an actor or a reader on this node, and no longer.</summary>
internal sealed class FeedHub
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SessionKey, (LiveFeed Feed, int Users)> _feeds = [];
    private bool _closed;

    /// <summary>Sessions that have an actor or a reader right now.</summary>
    internal int Count
    {
        get
        {
            lock (_lock) return _feeds.Count;
        }
    }

    /// <summary>Takes the session's feed; give it back with <see cref="Release"/>.</summary>
    internal LiveFeed Acquire(SessionKey session)
    {
        lock (_lock)
        {
            var (feed, users) = _feeds.TryGetValue(session, out var found) ? found : (new LiveFeed(session), 0);
            _feeds[session] = (feed, users + 1);
            if (_closed) feed.Close(FeedClosedReason.Shutdown);
            return feed;
        }
    }

    internal void Release(LiveFeed feed)
    {
        lock (_lock)
        {
            var (held, users) = _feeds[feed.Session];
            if (users == 1) _feeds.Remove(feed.Session);
            else _feeds[feed.Session] = (held, users - 1);
        }
    }

    /// <summary>Tells every reader to come back later.</summary>
    internal void Close()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (var (feed, _) in _feeds.Values) feed.Close(FeedClosedReason.Shutdown);
        }
    }
}
