using System.Text.Json.Nodes;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Requests;

namespace Silo.Edge.Http.OpenApi.Texts;

/// <summary>What the document says of the server itself.</summary>
internal static class HostTexts
{
    public const string Tag = "host";

    public static IReadOnlyList<(string Route, RouteText Text)> All { get; } =
    [
        ("GET /health/live", new RouteText("isLive", Tag, "Whether the process works", "Open to whoever reaches the port.") { Answers = [new ApiAnswer(200, "It works.", ApiContent.Json("Live"))] }),
        ("GET /health/ready", new RouteText("isReady", Tag, "Whether the server can serve", "Open to whoever reaches the port.")
        {
            Answers = [new ApiAnswer(200, "It can.", ApiContent.Json("Ready")), new ApiAnswer(503, "It cannot, and why.", ApiContent.Json("Ready"))],
        }),
        ("GET /v1/doctor", new RouteText("runDoctor", Tag, "Look at what of the host works", "Runs each check anew, each for at most 10 seconds. A later version may add checks.")
        {
            Answers = [new ApiAnswer(200, "What was found; a failed check is no error of the request.", ApiContent.Json("Doctor"))],
        }),
        ("GET /openapi/v1.json", new RouteText("getOpenApi", Tag, "This document", "Open to whoever reaches the port.")
        {
            Answers = [new ApiAnswer(200, "OpenAPI 3.1.", new ApiContent(ContentTypes.Json, new JsonObject { ["type"] = "object" }))],
            Problems = [ProblemCodes.QueryInvalid],
        }),
    ];
}
