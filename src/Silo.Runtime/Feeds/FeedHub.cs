using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Streams;

namespace Silo.Runtime.Feeds;

/// <summary>Holds one feed for each session that has an actor or a reader on this node, and no longer.</summary>
internal sealed class FeedHub
{
    private static readonly FeedItem.Closed Shutdown = new(FeedClosedReason.Shutdown);
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
            if (_closed) feed.Close(Shutdown);
            return feed;
        }
    }

    internal void Release(LiveFeed feed)
    {
        lock (_lock)
        {
            // One that moved away has readers who are about to leave, and no place here any more.
            if (!_feeds.TryGetValue(feed.Session, out var found) || found.Feed != feed) return;
            var (held, users) = found;
            if (users == 1) _feeds.Remove(feed.Session);
            else _feeds[feed.Session] = (held, users - 1);
        }
    }

    /// <summary>Sends the readers of a feed to where the session went; who comes from now on gets a feed of its own.</summary>
    internal void Move(LiveFeed feed, Uri? address)
    {
        lock (_lock)
        {
            if (_feeds.TryGetValue(feed.Session, out var found) && found.Feed == feed) _feeds.Remove(feed.Session);
            feed.Close(new FeedItem.Closed(FeedClosedReason.Moved, address));
        }
    }

    /// <summary>Whether a session has a reader or an actor here.</summary>
    internal bool Holds(SessionKey session)
    {
        lock (_lock) return _feeds.ContainsKey(session);
    }

    /// <summary>Tells the session's readers here, if there are any, how far the journal has come.</summary>
    internal void Reached(SessionHead head)
    {
        lock (_lock)
            if (_feeds.TryGetValue(head.Key, out var found)) found.Feed.Reached(head.Head);
    }

    /// <summary>Makes the session's readers here, if there are any, ask the journal again.</summary>
    internal void AskAgain(SessionKey session)
    {
        lock (_lock)
            if (_feeds.TryGetValue(session, out var found)) found.Feed.AskAgain();
    }

    /// <summary>The sessions that have a reader or an actor here.</summary>
    internal IReadOnlyList<SessionKey> Sessions()
    {
        lock (_lock) return [.. _feeds.Keys];
    }

    /// <summary>Tells every reader to come back later.</summary>
    internal void Close()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (var (feed, _) in _feeds.Values) feed.Close(Shutdown);
        }
    }
}
