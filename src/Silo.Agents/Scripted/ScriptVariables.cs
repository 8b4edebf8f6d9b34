using Silo.Abstractions.Turns;

namespace Silo.Agents.Scripted;

/// <summary>What the variables of a reply mean.</summary>
internal sealed class ScriptVariables(ITurnContext turn, ScriptChoice choice, IReadOnlyList<ConversationEntry> conversation)
{
    public static IReadOnlyList<string> Names { get; } = ["prompt", "result", "interjection", "number", "session", "turn"];

    public string Value(string name) => name switch
    {
        "prompt" => RuleCondition.TextOf(turn.Prompt),
        "result" => choice.Results is [var first, ..] ? RuleCondition.TextOf(first.Content) : string.Empty,
        "interjection" => LastUser(),
        "number" => choice.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        "session" => turn.Session.Session.Value,
        _ => turn.Turn.Value,
    };

    private string LastUser() =>
        conversation.LastOrDefault(entry => entry.Role == ConversationRole.User) is { } entry ? RuleCondition.TextOf(entry.Blocks) : string.Empty;
}
