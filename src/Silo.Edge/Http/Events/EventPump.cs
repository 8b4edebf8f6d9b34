using Silo.Abstractions.Streams;

namespace Silo.Edge.Http.Events;

/// <summary>Moves items from a feed to a connection: what is ready together leaves together, and silence is broken now and then.</summary>
internal sealed class EventPump(
    IAsyncEnumerator<FeedItem> items, SseWriter writer, TimeProvider time, TimeSpan keepAlive, CancellationToken aborted)
{
    private Task _alarm = Task.CompletedTask;
    private long _lastWrite;

    /// <summary>Runs until the feed ends by itself.</summary>
    /// <param name="stop">Cancelled when the reader goes or the server stops; cancelled here when the connection fails.</param>
    public async Task<FeedItem.Closed> RunAsync(CancellationTokenSource stop)
    {
        _lastWrite = time.GetTimestamp();
        _alarm = Task.Delay(keepAlive, time, stop.Token);
        while (true)
        {
            var move = items.MoveNextAsync();
            if (!(move.IsCompleted ? await move : await FlushAndWaitAsync(move.AsTask(), stop))) return new FeedItem.Closed(FeedClosedReason.End);
            switch (items.Current)
            {
                case FeedItem.Event e:
                    writer.WriteEvent(e.Stored, e.After);
                    break;
                case FeedItem.Delta d:
                    await writer.WriteDeltaAsync(d.Piece, d.After, aborted);
                    break;
                case FeedItem.Closed closed:
                    return closed;
            }

            if (writer.BufferedBytes >= SseWriter.BufferedBytesMax) await FlushAsync(stop.Token);
        }
    }

    // Nothing more is ready: now is the time to send what is.
    private async Task<bool> FlushAndWaitAsync(Task<bool> next, CancellationTokenSource stop)
    {
        try
        {
            if (writer.BufferedBytes > 0) await FlushAsync(stop.Token);
            while (await Task.WhenAny(next, _alarm) != next) await BreakSilenceAsync(stop.Token);
        }
        finally
        {
            // A feed may not be disposed of while it is asked for its next item: that call ends first.
            if (!next.IsCompleted)
            {
                await stop.CancelAsync();
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return await next;
    }

    private async Task BreakSilenceAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Looked at once: at a second look there may be less than nothing left, and an alarm in -1 ms never rings.
        var silence = time.GetElapsedTime(_lastWrite);
        if (silence >= keepAlive)
        {
            writer.WriteKeepAlive();
            await FlushAsync(cancellationToken);
            silence = TimeSpan.Zero;
        }

        // A timer counts whole milliseconds: the rest of one is rounded up.
        _alarm = Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling((keepAlive - silence).TotalMilliseconds)), time, cancellationToken);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await writer.FlushAsync(cancellationToken);
        _lastWrite = time.GetTimestamp();
    }
}
