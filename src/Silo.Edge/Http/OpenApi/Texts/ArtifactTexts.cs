using System.Text.Json.Nodes;
using Silo.Edge.Http.Artifacts;
using Silo.Edge.Http.Problems;
using Silo.Edge.Http.Requests;

namespace Silo.Edge.Http.OpenApi.Texts;

/// <summary>What the document says of artifacts.</summary>
internal static class ArtifactTexts
{
    public const string Tag = "artifacts";

    private static readonly (string Name, string Text, JsonObject Schema) Attachment =
        ("Content-Disposition", "`attachment`, and the artifact's name.", ApiSchema.Text());

    private static readonly (string Name, string Text, JsonObject Schema) EntityTag =
        ("ETag", "The SHA-256 of the content.", new() { ["type"] = "string", ["pattern"] = "^\"[0-9a-f]{64}\"$" });

    private static readonly ApiContent[] Contents = [ApiContent.Bytes(ContentTypes.Bytes), .. ArtifactTypes.Harmless.Order(StringComparer.Ordinal).Select(ApiContent.Bytes)];

    public static IReadOnlyList<(string Route, RouteText Text)> All { get; } =
    [
        ("GET /v1/sessions/{id}/artifacts", new RouteText("listArtifacts", Tag, "List a session's artifacts", $"In the order in which they were published, all versions. A page looks at {ArtifactList.EventsMax} events at most, so one may be short, or empty, and not the last.")
        {
            Parameters = [CommonParameters.Session, CommonParameters.Limit, ApiParameter.Query("page", "The `next_page` of the page before; without it the first page.", ApiSchema.Text())],
            Answers = [new ApiAnswer(200, "The page.", ApiContent.Json("ArtifactList"))],
            Problems = [.. ProblemSets.Session, .. ProblemSets.Pages],
        }),
        ("GET /v1/sessions/{id}/artifacts/{artifact}", new RouteText("readArtifact", Tag, "Read an artifact", "Its bytes. `Content-Type` is what it was published as where no browser makes a page of that, else `application/octet-stream`.")
        {
            Parameters =
            [
                CommonParameters.Session,
                ApiParameter.Path("artifact", "The artifact's number.", ApiSchema.Whole(1, long.MaxValue)),
                ApiParameter.Header("Range", "One range of bytes. Several ranges get the whole.", ApiSchema.Text()),
                ApiParameter.Header("If-Range", "The range only if the artifact has this tag, else the whole.", ApiSchema.Text()),
                ApiParameter.Header("If-None-Match", "Only if the artifact has none of these tags, else 304.", ApiSchema.Text()),
                ApiParameter.Header("If-Match", "Only if the artifact has one of these tags.", ApiSchema.Text()),
            ],
            Answers =
            [
                new ApiAnswer(206, "The range.", Contents)
                {
                    Headers = [Attachment, EntityTag, ("Content-Range", "The range, and the length of the artifact.", ApiSchema.Text())],
                },
                new ApiAnswer(304, "It has a tag that If-None-Match names.") { Headers = [EntityTag] },
                new ApiAnswer(200, "The artifact.", Contents) { Headers = [Attachment, EntityTag] },
            ],
            Problems = [.. ProblemSets.Session, ProblemCodes.QueryInvalid, ProblemCodes.ArtifactNotFound, ProblemCodes.PreconditionFailed, ProblemCodes.RangeInvalid],
        }),
    ];
}
