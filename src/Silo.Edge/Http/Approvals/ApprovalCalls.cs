using System.Text;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;
using Silo.Edge.Http.Problems;
using Silo.Runtime.Access;

namespace Silo.Edge.Http.Approvals;

/// <summary>A caller's decision, whichever way it came: what is asked of the session, and why it may be refused.</summary>
internal static class ApprovalCalls
{
    public const int AnswerBytesMax = 16 * 1024;

    /// <exception cref="ProblemException">It is no decision, or its answer is too long.</exception>
    public static ResolveApprovalCommand Read(CallerPorts ports, ApprovalId approval, DecisionBody body)
    {
        if (body.Decision is not ("approve" or "reject" or "answer"))
            throw new Problem(ProblemCodes.BodyInvalid, "'decision' must be approve, reject or answer.").ToException();
        if (body.Answer is { } answer && Encoding.UTF8.GetByteCount(answer) > AnswerBytesMax)
            throw new Problem(ProblemCodes.BodyInvalid, $"'answer' may have {AnswerBytesMax} bytes.") { Limit = "answer_bytes_max", Value = AnswerBytesMax }.ToException();
        return new ResolveApprovalCommand(ports.Caller.Tenant, approval, body.Decision, body.Answer, ports.Caller.Id);
    }

    /// <summary>Why nothing was decided.</summary>
    public static Problem Refused(ResolveApprovalResult result) => result switch
    {
        ResolveApprovalResult.AlreadyResolved earlier => new Problem(
            ProblemCodes.ApprovalResolved, $"It was decided before: {earlier.Row.Decision}. The first decision stands.")
        { Approval = ApprovalBody.From(earlier.Row) },
        ResolveApprovalResult.NotAChoice other => new Problem(
            ProblemCodes.DecisionNotAChoice, $"This approval takes {string.Join(" or ", other.Choices)}."),
        ResolveApprovalResult.Unavailable unavailable => Problem.Unavailable(unavailable.Code, unavailable.Message),
        _ => new Problem(ProblemCodes.ApprovalNotFound, "No approval has this id; its session may have been deleted."),
    };
}
