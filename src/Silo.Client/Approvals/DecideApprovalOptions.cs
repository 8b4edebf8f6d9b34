namespace Silo.Client.Approvals;

/// <summary>A decision about an approval.</summary>
public sealed class DecideApprovalOptions
{
    /// <summary><c>approve</c>, <c>reject</c> or <c>answer</c>.</summary>
    public required string Decision { get; init; }

    /// <summary>What to tell the agent; needed with <c>answer</c>.</summary>
    public string? Answer { get; init; }
}
