using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Silo.Abstractions.Access;
using Silo.Abstractions.Streams;
using Silo.Edge.Auth;
using Silo.Edge.Http.Requests;
using Silo.Edge.Http.Responses;
using Silo.Edge.Http.Sessions;

namespace Silo.Edge.Http.Events;

/// <summary>Reads a session's events: as a stream, or page by page.</summary>
internal static class EventEndpoints
{
    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        routes.Map(HttpMethods.Get, "/v1/sessions/{id}/events", Operation.EventRead, ReadAsync);
        routes.Map(HttpMethods.Get, "/v1/sessions/{id}/events/{sequence}/blocks/{block}", Operation.EventRead, ShowBlockAsync);
        routes.Map(HttpMethods.Post, "/v1/sessions/{id}/stream-token", Operation.EventRead, IssueTokenAsync);
    }

    private static async Task<IResult> IssueTokenAsync(string id, HttpContext context, StreamTokens tokens)
    {
        var ports = context.Ports();
        var row = await ports.Catalog.RequireAsync(ports.Session(id), context.RequestAborted);
        var (text, before) = tokens.Issue(context.Identity(), row.Key.Session);
        return TypedResults.Json(new StreamTokenBody(text, before.UtcDateTime), ResponseJson.Relaxed.StreamTokenBody);
    }

    private static async Task<JsonHttpResult<BlockBody>> ShowBlockAsync(string id, string sequence, string block, HttpContext context)
    {
        var ports = context.Ports();
        var session = ports.Session(id);
        var html = new QueryParameters(context.Request, "html", Authenticator.TokenParameter).Flag("html", fallback: false);
        var row = await ports.Catalog.RequireAsync(session, context.RequestAborted);
        return TypedResults.Json(await EventBlocks.ReadAsync(ports, row, sequence, block, html, context.RequestAborted), ResponseJson.Relaxed.BlockBody);
    }

    private static async Task ReadAsync(
        string id, HttpContext context, EventStream stream, StreamSlots slots)
    {
        var ports = context.Ports();
        var session = ports.Session(id);
        if (!ContentTypes.Accepts(context.Request, ContentTypes.EventStream))
        {
            var page = new QueryParameters(context.Request, StreamCursor.After, StreamCursor.From, "limit", Authenticator.TokenParameter);
            var limit = page.Number("limit", 1, 1000, 200);
            var row = await ports.Catalog.RequireAsync(session, context.RequestAborted);
            var read = await EventPage.ReadAsync(ports.Feed, session, StreamCursor.Read(page, lastEventId: null, row), row.Head, limit, context.RequestAborted);
            await read.WriteAsync(context.Response);
            return;
        }

        var query = new QueryParameters(context.Request, StreamCursor.After, StreamCursor.From, "follow", "deltas", Authenticator.TokenParameter);
        var options = new FeedOptions { Follow = query.Flag("follow", fallback: true), Deltas = query.Flag("deltas", fallback: true) };
        var found = await ports.Catalog.RequireAsync(session, context.RequestAborted);
        var cursor = StreamCursor.Read(query, LastEventId(context.Request), found);
        if (slots.Take(session.Tenant) is { } full) throw full.ToException();
        try
        {
            await stream.SendAsync(context, session, cursor, options);
        }
        finally
        {
            slots.Release(session.Tenant);
        }
    }

    // A browser that never got an id sends an empty one, or none.
    private static string? LastEventId(HttpRequest request) => request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } id ? id : null;
}
