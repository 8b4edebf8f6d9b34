using Microsoft.Extensions.Hosting;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;
using Silo.Edge.Http.Events;

namespace Silo.Edge.Http.Turns;

/// <summary>Waits for the end of a turn by reading its session, so that an end cannot be missed.</summary>
internal sealed class TurnWait(ISessionFeed feed, StreamSlots slots, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>Waits.</summary>
    /// <returns>False when it could not wait at all, because as many streams are open as may be.</returns>
    public async Task<bool> WaitAsync(SessionKey session, TurnId turn, long after, TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (!slots.TryTake()) return false;
        try
        {
            using var timeout = new CancellationTokenSource(atMost, time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, lifetime.ApplicationStopping, cancellationToken);
            await ReadToEndAsync(session, turn, after, stop.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is up, or the server stops: the caller is told how the task stands.
        }
        finally
        {
            slots.Release();
        }

        return true;
    }

    private async Task ReadToEndAsync(SessionKey session, TurnId turn, long after, CancellationToken cancellationToken)
    {
        var options = new FeedOptions { Deltas = false };
        await foreach (var item in feed.ReadAsync(session, new Cursor(session.Session, after, []), options, cancellationToken))
        {
            if (item is FeedItem.Event { Stored.Kind: TurnEnded.KindName } ended && EventCodec.Decode(ended.Stored).Turn == turn) return;
        }
    }
}
