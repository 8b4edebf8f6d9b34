using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;
using Silo.Edge.Auth;
using Silo.Edge.Http.Events;
using Silo.Runtime.Access;

namespace Silo.Edge.Http.Turns;

/// <summary>Waits for the end of a turn by reading its session, so that an end cannot be missed.</summary>
internal sealed class TurnWait(KeyRing ring, StreamSlots slots, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>Waits.</summary>
    /// <returns>False when it could not wait at all, because as many streams are open as may be.</returns>
    public async Task<bool> WaitAsync(HttpContext context, SessionKey session, TurnId turn, long after, TimeSpan atMost)
    {
        if (slots.Take(session.Tenant) is not null) return false;
        try
        {
            using var access = AccessSpan.Begin(context.Identity(), ring, time);
            using var timeout = new CancellationTokenSource(atMost, time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, lifetime.ApplicationStopping, access.Ended, context.RequestAborted);
            await ReadToEndAsync(context.Ports().Feed, session, turn, after, stop.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The time is up, the server stops, or the key has ended: the caller is told how the task stands.
        }
        finally
        {
            slots.Release(session.Tenant);
        }

        return true;
    }

    private static async Task ReadToEndAsync(ISessionFeed feed, SessionKey session, TurnId turn, long after, CancellationToken cancellationToken)
    {
        var options = new FeedOptions { Deltas = false };
        await foreach (var item in feed.ReadAsync(session, new Cursor(session.Session, after, []), options, cancellationToken))
        {
            if (item is FeedItem.Event { Stored.Kind: TurnEnded.KindName } ended && EventCodec.Decode(ended.Stored).Turn == turn) return;
        }
    }
}
