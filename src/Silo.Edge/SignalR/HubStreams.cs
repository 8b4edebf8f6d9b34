using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Streams;
using Silo.Edge.Auth;
using Silo.Edge.Http.Events;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Sessions;

namespace Silo.Edge.SignalR;

/// <summary>Reads sessions for clients of the hub. An item is asked for when the one before it has been taken: no stream has a queue.</summary>
internal sealed class HubStreams(StreamSlots slots, HubFarewell farewell, HubProblems problems, IOptions<SiloEdgeOptions> options)
{
    private const string Method = nameof(SiloHub.StreamEvents);

    /// <summary>The items, up to one that says why there are no more.</summary>
    /// <param name="caller">Whose connection it is.</param>
    /// <param name="id">The session's id, as it came.</param>
    /// <param name="after">The cursor, as it came.</param>
    /// <param name="cancellationToken">The client has cancelled the stream, or is gone.</param>
    public async IAsyncEnumerable<HubItem> ReadAsync(HubCaller caller, JsonElement id, JsonElement after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Here and not before: only a stream that is read comes to its end, and gives its place back.
        Take(caller);
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, farewell.Said, caller.Ended);
            var (session, cursor) = await Answered(() => FindAsync(caller, id, after, cancellationToken));
            await using var items = caller.Ports.Feed.ReadAsync(session, cursor, new FeedOptions(), stop.Token).GetAsyncEnumerator(stop.Token);
            while (true)
            {
                var item = await Answered(() => NextAsync(items, caller, cancellationToken));
                if (item is FeedItem.Delta delta)
                {
                    foreach (var part in DeltaParts.Of(delta, HubLimits.PieceBytesMax)) yield return new HubItem(session.Session, part);
                    continue;
                }

                yield return new HubItem(session.Session, item);
                if (item is FeedItem.Closed) yield break;
            }
        }
        finally
        {
            Release(caller);
        }
    }

    private static async Task<(SessionKey Session, Cursor Cursor)> FindAsync(HubCaller caller, JsonElement id, JsonElement after, CancellationToken cancellationToken)
    {
        var session = caller.Ports.Session(HubArguments.Text(id, "session"));
        var text = HubArguments.Text(after, "cursor");
        return (session, StreamCursor.Read(text, await caller.Ports.Catalog.RequireAsync(session, cancellationToken)));
    }

    private async Task<FeedItem> NextAsync(IAsyncEnumerator<FeedItem> items, HubCaller caller, CancellationToken cancellationToken)
    {
        try
        {
            return await items.MoveNextAsync() ? items.Current : new FeedItem.Closed(FeedClosedReason.End);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && (caller.Ended.IsCancellationRequested || farewell.Said.IsCancellationRequested))
        {
            return new FeedItem.Closed(caller.Ended.IsCancellationRequested ? FeedClosedReason.AccessEnded : FeedClosedReason.Shutdown);
        }
    }

    private async Task<T> Answered<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (exception is not OperationCanceledException) // As in HubFilter, which ends where the stream begins.
        {
            throw problems.From(exception, Method);
        }
    }

    private void Take(HubCaller caller)
    {
        var max = options.Value.HubStreamsMax;
        if (caller.TakeStream(max) != SlotAnswer.Taken)
            throw HubProblems.From(new Problem(ProblemCodes.StreamsFull, $"This connection has {max} streams open already. Open another connection.") { Limit = "hub_streams_max", Value = max });
        if (slots.Take(caller.Identity.Caller.Tenant) is { } full)
        {
            caller.ReleaseStream();
            throw HubProblems.From(full);
        }

        farewell.Streams.Enter();
    }

    private void Release(HubCaller caller)
    {
        farewell.Streams.Leave();
        slots.Release(caller.Identity.Caller.Tenant);
        caller.ReleaseStream();
    }
}
