using Silo.Abstractions.Identity;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.OpenApi.Texts;

/// <summary>What the document says of keys and the audit log.</summary>
internal static class KeyTexts
{
    public const string Tag = "access";
    public const string LoginTag = "login";

    public static IReadOnlyList<(string Route, RouteText Text)> All { get; } =
    [
        ("POST /v1/keys", new RouteText("createKey", Tag, "Make a key", "Its secret stands in `key`, this once. A request that is repeated makes another.")
        {
            Body = [ApiContent.Json("CreateKey")],
            Answers = [new ApiAnswer(201, "The key, with its secret.", ApiContent.Json("Key"))],
            Problems = ProblemSets.Json,
        }),
        ("GET /v1/keys", new RouteText("listKeys", Tag, "List keys", "Those of the caller's tenant, newest first, without their secrets.")
        {
            Parameters = [CommonParameters.Limit, CommonParameters.Page<KeyId>()],
            Answers = [new ApiAnswer(200, "A page.", ApiContent.Json("KeyPage"))],
            Problems = ProblemSets.Pages,
        }),
        ("DELETE /v1/keys/{id}", new RouteText("revokeKey", Tag, "Revoke a key", "It opens nothing any more, and streams that it opened end. May be repeated.")
        {
            Parameters = [ApiParameter.Path("id", "The key's id.", ApiSchema.Id<KeyId>())],
            Answers = [new ApiAnswer(204, "It is revoked.")],
            Problems = [ProblemCodes.IdInvalid, ProblemCodes.KeyNotFound],
        }),
        ("GET /v1/audit", new RouteText("listAudit", Tag, "Read the audit log", "Every change that was asked for in the caller's tenant, newest first.")
        {
            Parameters =
            [
                ApiParameter.Query("caller", "Only changes of this caller, by its id.", ApiSchema.Text()),
                ApiParameter.Query("operation", "Only changes of this operation.", ApiSchema.Text()),
                ApiParameter.Query("target", "Only changes of what has this id.", ApiSchema.Text()),
                ApiParameter.Query("since", "Only changes at this time or later.", ApiSchema.Time()),
                ApiParameter.Query("until", "Only changes before this time.", ApiSchema.Time()),
                CommonParameters.Limit,
                CommonParameters.Page<AuditId>(),
            ],
            Answers = [new ApiAnswer(200, "A page.", ApiContent.Json("AuditPage"))],
            Problems = ProblemSets.Pages,
        }),
    ];
}
