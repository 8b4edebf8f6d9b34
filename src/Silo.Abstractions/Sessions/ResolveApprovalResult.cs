using Silo.Abstractions.Journal;

namespace Silo.Abstractions.Sessions;

/// <summary>What became of a decision.</summary>
public abstract record ResolveApprovalResult
{
    private ResolveApprovalResult()
    {
    }

    /// <summary>It is recorded, durably.</summary>
    /// <param name="Row">The approval as decided.</param>
    public sealed record Resolved(ApprovalRow Row) : ResolveApprovalResult;

    /// <summary>Somebody was first.</summary>
    /// <param name="Row">The approval as they decided it.</param>
    public sealed record AlreadyResolved(ApprovalRow Row) : ResolveApprovalResult;

    /// <summary>This approval takes other decisions.</summary>
    /// <param name="Choices">Which.</param>
    public sealed record NotAChoice(IReadOnlyList<string> Choices) : ResolveApprovalResult;

    /// <summary>There is no such approval.</summary>
    public sealed record NotFound : ResolveApprovalResult;

    /// <summary>The session cannot be brought to life at the moment. Retry.</summary>
    /// <param name="Code">A stable code.</param>
    /// <param name="Message">Why.</param>
    public sealed record Unavailable(string Code, string Message) : ResolveApprovalResult;
}
