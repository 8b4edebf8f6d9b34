using Silo.Edge.Http.Approvals;

namespace Silo.Edge.Http.Problems;

/// <summary>One error to one caller.</summary>
/// <param name="Code">Its kind.</param>
/// <param name="Detail">What happened here and what to do, in a sentence or two. Never holds a secret.</param>
internal sealed record Problem(ProblemCode Code, string Detail)
{
    /// <summary>The bound that was reached.</summary>
    public string? Limit { get; init; }

    /// <summary>The value of that bound.</summary>
    public long? Value { get; init; }

    /// <summary>When the same request may succeed; null for soon. Only for codes that are retryable.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The approval as it was decided first; only with <c>approval_resolved</c>.</summary>
    public ApprovalBody? Approval { get; init; }

    /// <summary>An error whose code a layer below chose; a code that is not known here counts as an unavailable session.</summary>
    public static Problem Unavailable(string code, string message) =>
        new(ProblemCodes.Find(code) ?? ProblemCodes.SessionUnavailable with { Code = code }, message);

    /// <summary>The same as an exception, for where a handler has no result to give.</summary>
    public ProblemException ToException() => new(this);
}
