namespace Silo.Runtime.Sessions.Decisions;

/// <summary>What can be decided on an approval.</summary>
internal static class ApprovalChoices
{
    internal const string Approve = "approve";
    internal const string Reject = "reject";
    internal const string Answer = "answer";

    /// <summary>The turn ended before anybody decided.</summary>
    internal const string Withdrawn = "withdrawn";

    internal static IReadOnlyList<string> For(string reason) => reason switch
    {
        ApprovalReasons.Policy => [Approve, Reject],
        ApprovalReasons.Elicitation => [Approve, Answer, Reject],
        ApprovalReasons.InDoubt => [Approve, Reject, Answer],
        _ => [Answer, Reject],
    };
}
