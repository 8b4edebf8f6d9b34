namespace Silo.Agents.Scripted;

/// <summary>What a scripted agent says: its settings, read and checked.</summary>
internal sealed record Script
{
    /// <summary>The name that <see cref="RuleCondition.After"/> gives to the time before the first reply.</summary>
    public const string Start = "start";

    /// <summary>The replies in order; a reply without calls ends the turn.</summary>
    public required IReadOnlyList<ScriptReply> Replies { get; init; }

    /// <summary>Rules, looked at before each reply; the first that matches wins.</summary>
    public required IReadOnlyList<ScriptRule> Rules { get; init; }

    /// <summary>What it says when somebody spoke into the turn.</summary>
    public required ScriptReply Interjected { get; init; }
}
