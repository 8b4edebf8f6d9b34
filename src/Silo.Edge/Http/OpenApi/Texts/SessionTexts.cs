using Silo.Abstractions.Identity;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.OpenApi.Texts;

/// <summary>What the document says of sessions.</summary>
internal static class SessionTexts
{
    public const string Tag = "sessions";

    public static IReadOnlyList<(string Route, RouteText Text)> All { get; } =
    [
        ("POST /v1/sessions", new RouteText("createSession", Tag, "Make a session", "Nothing runs yet: a prompt begins its first turn. Send an `Idempotency-Key`, so that a repeated request makes no second one.")
        {
            Parameters = [CommonParameters.Idempotency],
            Body = [ApiContent.Json("CreateSession")],
            Answers =
            [
                new ApiAnswer(201, "The session.", ApiContent.Json("Session"))
                {
                    Headers = [("Location", "The session's path.", ApiSchema.Text()), CommonParameters.Replayed],
                },
            ],
            Problems = [.. ProblemSets.Json, .. ProblemSets.Intake, ProblemCodes.AgentNotFound, ProblemCodes.IdempotencyKeyInvalid, ProblemCodes.IdempotencyKeyReused, ProblemCodes.TenantSessionsFull, ProblemCodes.HostStopping],
        }),
        ("GET /v1/sessions", new RouteText("listSessions", Tag, "List sessions", "Newest first.")
        {
            Parameters =
            [
                ApiParameter.Query("status", "Only sessions with this status.", ApiSchema.OneOf("idle", "running", "waiting")),
                ApiParameter.Query("agent", "Only sessions of the agent with this name.", ApiSchema.Text()),
                ApiParameter.Query("label", "Only sessions with this label, as `key:value`.", new() { ["type"] = "string", ["pattern"] = "^[^:]+:" }),
                CommonParameters.Limit,
                CommonParameters.Page<SessionId>(),
            ],
            Answers = [new ApiAnswer(200, "A page.", ApiContent.Json("SessionPage"))],
            Problems = ProblemSets.Pages,
        }),
        ("GET /v1/sessions/{id}", new RouteText("getSession", Tag, "Show a session", "As it stands in the journal; the session is not brought to life for it.")
        {
            Parameters = [CommonParameters.Session],
            Answers = [new ApiAnswer(200, "The session.", ApiContent.Json("Session"))],
            Problems = ProblemSets.Session,
        }),
        ("DELETE /v1/sessions/{id}", new RouteText("deleteSession", Tag, "Delete a session", "What runs is ended; its files and events are gone. Its streams end with `deleted`.")
        {
            Parameters = [CommonParameters.Session],
            Answers = [new ApiAnswer(204, "It is gone.")],
            Problems = [.. ProblemSets.Session, .. ProblemSets.Command],
        }),
    ];
}
