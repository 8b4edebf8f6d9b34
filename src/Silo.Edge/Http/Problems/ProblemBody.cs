using System.Text.Json.Serialization;
using Silo.Edge.Http.Approvals;

namespace Silo.Edge.Http.Problems;

/// <summary>A problem as it stands in a response (RFC 9457).</summary>
internal sealed record ProblemBody(
    string Type,
    string Title,
    int Status,
    string Code,
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Limit,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Value,
    bool Retryable,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ApprovalBody? Approval)
{
    public static ProblemBody From(Problem problem)
    {
        var code = problem.Code;
        return new ProblemBody(code.Type, code.Title, code.Status, code.Code, problem.Detail, problem.Limit, problem.Value, code.Retryable, problem.Approval);
    }
}
