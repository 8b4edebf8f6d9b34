using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Streams;
using Silo.Edge.Auth;
using Silo.Edge.Http.Requests;
using Silo.Runtime.Access;

namespace Silo.Edge.Http.Events;

/// <summary>Sends a session's feed as server-sent events until it ends, the reader goes, or the server stops.</summary>
internal sealed class EventStream(KeyRing ring, TimeProvider time, IHostApplicationLifetime lifetime, IOptions<SiloEdgeOptions> options)
{
    /// <summary>How long a reader whose access has ended may take to read that it has; then its connection is cut.</summary>
    internal static TimeSpan FarewellMax => TimeSpan.FromSeconds(10);

    /// <summary>How long a reader may take to read that the server stops; then its connection is cut, and it comes back by its cursor.</summary>
    internal static TimeSpan StopFarewellMax => TimeSpan.FromSeconds(5);

    public async Task SendAsync(HttpContext context, SessionKey session, Cursor cursor, FeedOptions feedOptions)
    {
        await BeginAsync(context);
        using var access = AccessSpan.Begin(context.Identity(), ring, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping, access.Ended);

        // Who takes nothing keeps its place for as long as it may read, and no longer: whatever is being written, the connection goes.
        using var late = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var ended = access.Ended.UnsafeRegister(static state => ((CancellationTokenSource)state!).CancelAfter(FarewellMax), late);
        using var stopping = lifetime.ApplicationStopping.UnsafeRegister(static state => ((CancellationTokenSource)state!).CancelAfter(StopFarewellMax), late);
        using var cut = late.Token.UnsafeRegister(static state => ((HttpContext)state!).Abort(), context);
        var writer = new SseWriter(context.Response.BodyWriter, session.Session);
        FeedItem.Closed closed;
        try
        {
            await using var items = context.Ports().Feed.ReadAsync(session, cursor, feedOptions, stop.Token).GetAsyncEnumerator(stop.Token);
            closed = await new EventPump(items, writer, time, options.Value.StreamKeepAlive, context.RequestAborted).RunAsync(stop);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested && (access.Ended.IsCancellationRequested || lifetime.ApplicationStopping.IsCancellationRequested))
        {
            closed = new FeedItem.Closed(access.Ended.IsCancellationRequested ? FeedClosedReason.AccessEnded : FeedClosedReason.Shutdown);
        }

        writer.WriteClosed(closed);
        await writer.FlushAsync(context.RequestAborted);
    }

    private static async Task BeginAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = ContentTypes.EventStream;
        response.Headers.CacheControl = "no-cache, no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        // A reader may stop reading for as long as it likes: it costs a place, and gets the rest when it comes back.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
        await response.StartAsync(context.RequestAborted);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
