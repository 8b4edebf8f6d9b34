namespace Silo.Runtime.Sessions.Decisions;

/// <summary>Why a person is asked.</summary>
internal static class ApprovalReasons
{
    internal const string Policy = "policy";
    internal const string InDoubt = "in_doubt";
    internal const string Question = "question";

    /// <summary>A running tool asks; the question dies with its call.</summary>
    internal const string Elicitation = "elicitation";
}
