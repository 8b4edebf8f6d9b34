namespace Silo.Agents.Scripted;

/// <summary>What the scripted model does when something did not go as its list of replies has it.</summary>
/// <param name="When">When it applies.</param>
/// <param name="Reply">What it says then, in between; null to say the reply that <paramref name="Next"/> names.</param>
/// <param name="Next">Where the list goes on; null to stay where it was.</param>
internal sealed record ScriptRule(RuleCondition When, ScriptReply? Reply, string? Next);
