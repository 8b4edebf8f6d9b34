using Silo.Client.Approvals;

namespace Silo.Client.Errors;

/// <summary>Somebody decided before: <c>409 approval_resolved</c>. Do not retry; <see cref="First"/> is what holds.</summary>
public sealed class ApprovalResolvedException : SiloApiException
{
    internal ApprovalResolvedException(ApiProblem problem, ApprovalInfo first)
        : base(problem) => First = first;

    /// <summary>The approval with the decision that won.</summary>
    public ApprovalInfo First { get; }
}
