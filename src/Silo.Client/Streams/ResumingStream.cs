using System.Runtime.CompilerServices;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Streams;
using Silo.Client.Errors;
using Silo.Client.Http;

namespace Silo.Client.Streams;

/// <summary>Reads a session over as many connections as it takes, and checks on the way that nothing is left out or sent twice.</summary>
internal sealed class ResumingStream(HttpTransport http, SessionId session, ReadOptions options)
{
    private readonly Backoff _backoff = new(http.Options);
    private readonly TimeProvider _time = http.Options.Time;

    internal async IAsyncEnumerable<StreamItem> ReadAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new Query().Add("follow", options.Follow ? null : false).Add("deltas", options.Deltas ? null : false);
        var address = $"/v1/sessions/{session}/events{query}";
        var continuity = new StreamContinuity(fromStart: cursor is null);
        var failures = 0;
        var brokenSince = 0L;
        while (true)
        {
            StreamBreak? broken;
            bool progress;
            var delivered = false;
            await using (var connection = new StreamConnection(http, address))
            {
                var shutdown = false;
                broken = await connection.OpenAsync(cursor, cancellationToken);
                if (broken is null) options.OnConnected?.Invoke();
                while (broken is null)
                {
                    (var frame, broken) = await connection.NextAsync(cancellationToken);
                    if (frame is null) continue;
                    var item = EventFrame.Read(frame);
                    if (item is StreamItem.Closed closed && ComesBack(closed))
                    {
                        shutdown = true;
                        broken = new StreamBreak(Told(closed));
                        continue;
                    }

                    Check(continuity, item);
                    cursor = item.Cursor ?? cursor;
                    delivered = true;
                    yield return item with { Cursor = cursor };
                    if (item is StreamItem.Closed) yield break;
                }

                // A server that only ever says that it stops is as good as none.
                progress = delivered || (connection.Lived && !shutdown);
            }

            if (progress) failures = 0;
            if (failures++ == 0) brokenSince = _time.GetTimestamp();

            // At once the first time, as long as each connection brings something.
            var wait = delivered && broken.Asked is null ? TimeSpan.Zero : _backoff.After(failures, broken.Asked);
            if (options.GiveUpAfter is { } limit && _time.GetElapsedTime(brokenSince) + wait >= limit)
                throw new SiloUnreachableException(http.Server, $"{broken.Reason} Gave up after {failures} tries.", broken.Cause);
            options.OnReconnecting?.Invoke(new Reconnecting(failures, wait, broken.Reason));
            await Task.Delay(wait, _time, cancellationToken);
        }
    }

    // Events of a session that lives elsewhere are had here, too.
    private bool ComesBack(StreamItem.Closed closed) =>
        closed.Reason is null or FeedClosedReason.Shutdown || (closed.Reason == FeedClosedReason.Moved && !options.EndWhenMoved);

    private static string Told(StreamItem.Closed closed) => closed.Reason switch
    {
        FeedClosedReason.Moved => "the session lives on another host now.",
        FeedClosedReason.Shutdown => "the server shuts down.",
        _ => $"the server ended the stream: {closed.Name}.",
    };

    private static void Check(StreamContinuity continuity, StreamItem item)
    {
        if (item is StreamItem.Event e) continuity.Take(e.Decoded);
        else if (item is StreamItem.Delta d) continuity.Take(d.Piece);
    }
}
