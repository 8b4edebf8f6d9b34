using Silo.Abstractions.Identity;
using Silo.Edge.Http.Problems;

namespace Silo.Edge.Http.OpenApi.Texts;

/// <summary>What the document says of approvals.</summary>
internal static class ApprovalTexts
{
    public const string Tag = "approvals";

    public static IReadOnlyList<(string Route, RouteText Text)> All { get; } =
    [
        ("GET /v1/approvals", new RouteText("listApprovals", Tag, "List approvals", "Newest first; those that wait, unless `open` is false.")
        {
            Parameters =
            [
                ApiParameter.Query("session", "Only those of this session.", ApiSchema.Id<SessionId>()),
                ApiParameter.Query("open", "Whether only those that nobody has decided.", ApiSchema.Flag(true)),
                CommonParameters.Limit,
                CommonParameters.Page<ApprovalId>(),
            ],
            Answers = [new ApiAnswer(200, "A page.", ApiContent.Json("ApprovalPage"))],
            Problems = [.. ProblemSets.Pages, ProblemCodes.IdInvalid],
        }),
        ("POST /v1/approvals/{id}", new RouteText("decideApproval", Tag, "Decide an approval", "The first decision wins.")
        {
            Parameters = [ApiParameter.Path("id", "The approval.", ApiSchema.Id<ApprovalId>())],
            Body = [ApiContent.Json("Decision")],
            Answers = [new ApiAnswer(200, "The approval, as it is decided.", ApiContent.Json("Approval"))],
            Problems = [.. ProblemSets.Json, .. ProblemSets.Command, .. ProblemSets.Intake, ProblemCodes.IdInvalid, ProblemCodes.ApprovalNotFound, ProblemCodes.ApprovalResolved, ProblemCodes.DecisionNotAChoice],
        }),
    ];
}
