using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;
using Silo.Edge.Http.Requests;

namespace Silo.Edge.Http.Events;

/// <summary>Sends one page of a session's events: the stored bytes, unchanged.</summary>
internal sealed class EventPage
{
    /// <summary>A page ends after this many bytes of events, but holds at least one event.</summary>
    public const int BytesMax = 1024 * 1024;

    private readonly List<ReadOnlyMemory<byte>> _events = [];
    private int _bytes;
    private Cursor _after;
    private long _head;

    private EventPage(Cursor after, long head)
    {
        _after = after;
        _head = head;
    }

    /// <summary>Reads a page.</summary>
    /// <param name="feed">Where from.</param>
    /// <param name="session">The session.</param>
    /// <param name="after">Where the page begins.</param>
    /// <param name="head">The session's head when it was looked up.</param>
    /// <param name="limit">Most events.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    public static async Task<EventPage> ReadAsync(
        ISessionFeed feed, SessionKey session, Cursor after, long head, int limit, CancellationToken cancellationToken)
    {
        var page = new EventPage(after, head);
        await foreach (var item in feed.ReadAsync(session, after, new FeedOptions { Follow = false, Deltas = false }, cancellationToken))
        {
            if (item is FeedItem.Event e) page.Add(e);
            if (page._events.Count == limit || page._bytes >= BytesMax) break;
        }

        return page;
    }

    public async Task WriteAsync(HttpResponse response)
    {
        response.ContentType = ContentTypes.Json;
        var writer = response.BodyWriter;
        writer.Write("{\"events\":["u8);
        for (var i = 0; i < _events.Count; i++)
        {
            if (i > 0) writer.Write(","u8);
            writer.Write(_events[i].Span);
        }

        writer.Write(Encoding.UTF8.GetBytes($"],\"after\":\"{CursorCodec.Encode(_after)}\",\"head\":{_head}}}"));
        await writer.FlushAsync(response.HttpContext.RequestAborted);
    }

    private void Add(FeedItem.Event e)
    {
        _events.Add(e.Stored.Utf8);
        _bytes += e.Stored.Utf8.Length;
        _after = e.After;
        _head = Math.Max(_head, e.Stored.Sequence);
    }
}
