using Silo.Edge.Auth;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Requests;

namespace Silo.Edge.Http.OpenApi.Texts;

/// <summary>What the document says of events.</summary>
internal static class EventTexts
{
    public const string Tag = "events";

    private const string StreamExample =
        "id: AXNl…\nevent: message.delta\ndata: {\"kind\":\"message.delta\",\"session\":\"ses_01k…\",\"turn\":\"trn_01k…\",\"agent\":\"demo\",\"step\":7,\"epoch\":1,\"attempt\":1,\"block\":0,\"offset\":0,\"text\":\"Hel\"}\n\n";

    public static IReadOnlyList<(string Route, RouteText Text)> All { get; } =
    [
        ("GET /v1/sessions/{id}/events", new RouteText(
            "readEvents",
            Tag,
            "Read a session's events",
            "With `Accept: text/event-stream` a stream of server-sent events, which goes on until `stream.closed`; without it a page of stored events. "
            + "The `id` of a stream's item is the cursor after it: a reader that comes back with it gets exactly what follows, also in the middle of a message. "
            + "The rules of a reader are in docs/protocol/streams.md, the kinds of events in docs/protocol/events.md.")
        {
            Parameters =
            [
                CommonParameters.Session,
                ApiParameter.Query("after", "The cursor after which to begin; without one at the first event. Wins over `Last-Event-ID`.", ApiSchema.Text()),
                ApiParameter.Query("from", "The sequence of the first event, instead of a cursor: at most one more than the head. What is open then comes from its first byte.", ApiSchema.Whole(1, long.MaxValue)),
                ApiParameter.Query("limit", "Of a page: most events. It also ends after 1 MiB.", ApiSchema.Whole(1, 1000, 200)),
                ApiParameter.Query("follow", "Of a stream: false ends it at the head.", ApiSchema.Flag(true)),
                ApiParameter.Query("deltas", "Of a stream: false leaves pieces of open messages out.", ApiSchema.Flag(true)),
                ApiParameter.Query(Authenticator.TokenParameter, "A stream token, instead of a key.", ApiSchema.Text()),
                ApiParameter.Header("Last-Event-ID", "Of a stream: the cursor, as a browser's EventSource sends it.", ApiSchema.Text()),
            ],
            Answers =
            [
                new ApiAnswer(
                    200,
                    "A page, or a stream. A stream ends with `stream.closed` and its reason: `end`, `deleted`, `shutdown`, `moved` or `access_ended`; one that ends without it broke.",
                    ApiContent.Json("EventPage"),
                    new ApiContent(ContentTypes.EventStream, ApiSchema.Text(), StreamExample)),
            ],
            Problems = [.. ProblemSets.Session, ProblemCodes.QueryInvalid, ProblemCodes.CursorInvalid, ProblemCodes.StreamsFull, ProblemCodes.TenantStreamsFull, ProblemCodes.HostStopping],
        }),
        ("GET /v1/sessions/{id}/events/{sequence}/blocks/{block}", new RouteText(
            "readBlock", Tag, "Read a block of a prompt, a message or a tool's result", "Whole, also where its event holds only a reference to a longer content. Texts that are not too long also as HTML, made of Markdown.")
        {
            Parameters =
            [
                CommonParameters.Session,
                ApiParameter.Path("sequence", "The event.", ApiSchema.Whole(1, long.MaxValue)),
                ApiParameter.Path("block", "The block's number in it, from 0.", ApiSchema.Whole(0, int.MaxValue)),
                ApiParameter.Query("html", "Whether `html` is wanted.", ApiSchema.Flag(false)),
                ApiParameter.Query(Authenticator.TokenParameter, "A stream token, instead of a key.", ApiSchema.Text()),
            ],
            Answers = [new ApiAnswer(200, "The block.", ApiContent.Json("Block"))],
            Problems = [.. ProblemSets.Session, ProblemCodes.QueryInvalid, ProblemCodes.BlockNotFound],
        }),
        ("POST /v1/sessions/{id}/stream-token", new RouteText("issueStreamToken", Tag, "Make a stream token", "For a browser's EventSource, which can send no header. It opens this session's events and nothing else, and ends with the key that asked for it.")
        {
            Parameters = [CommonParameters.Session],
            Answers = [new ApiAnswer(200, "The token.", ApiContent.Json("StreamToken"))],
            Problems = ProblemSets.Session,
        }),
    ];
}
