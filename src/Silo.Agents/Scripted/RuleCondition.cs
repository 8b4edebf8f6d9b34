using Silo.Abstractions.Events;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;

namespace Silo.Agents.Scripted;

/// <summary>When a rule applies; what is null does not matter.</summary>
/// <param name="After">The last reply of the list that was given, or <see cref="Script.Start"/>.</param>
/// <param name="Prompt">Text that the prompt contains.</param>
/// <param name="Tool">The tool of a result that just came.</param>
/// <param name="Status">That result's status.</param>
/// <param name="Text">Text that this result contains.</param>
internal sealed record RuleCondition(string? After, string? Prompt, string? Tool, ToolStatus? Status, string? Text)
{
    /// <summary>Whether it asks for a tool's result.</summary>
    public bool WantsResult => Tool is not null || Status is not null || Text is not null;

    /// <summary>Whether the place in the script and the prompt fit.</summary>
    public bool Fits(string after, string prompt) =>
        (After is null || After == after) && (Prompt is null || prompt.Contains(Prompt, StringComparison.Ordinal));

    /// <summary>Whether one result fits.</summary>
    public bool Fits(ToolOutcome result) =>
        (Tool is null || Tool == result.Tool)
        && (Status is null || Status == result.Status)
        && (Text is null || TextOf(result.Content).Contains(Text, StringComparison.Ordinal));

    /// <summary>The text in blocks; what lies in a blob is not read.</summary>
    public static string TextOf(IReadOnlyList<ContentBlock> blocks) => string.Concat(blocks.OfType<TextBlock>().Select(block => block.Text));
}
