using System.Text.Json;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;

namespace Silo.Runtime.Sessions.Decisions;

/// <summary>Whether an agent's rules let a tool call through. Pure; what was decided is recorded, so a later edit of the rules changes no call of the past.</summary>
internal static class ToolRules
{
    /// <summary>Longer arguments are not compared but refused: a pattern must not be passed by padding, nor take long.</summary>
    internal const int ComparedCharsMax = 256 * 1024;

    private const int ShownCharsMax = 200;

    /// <summary>Why a call is refused, as the model reads it; null when it may run.</summary>
    internal static EventError? Refuse(ToolSettings? settings, string tool, JsonElement input)
    {
        if (settings is null) return null;
        foreach (var rule in settings.Deny ?? [])
        {
            if (rule.Argument is null) return Denied($"The agent's rules deny every call of '{tool}'. Go on without it.");
            if (Texts(rule, input).Any(text => IsTooLong(text) || Fits(rule, text)))
                return Denied($"The agent's rules deny this call of '{tool}': {Describe(rule)}. Nothing was run; do it in another way.");
        }

        if (settings.Allow is not { Count: > 0 } allowed || allowed.Any(rule => Allows(rule, input))) return null;
        return Denied($"The agent's rules allow calls of '{tool}' only where {string.Join(", or ", allowed.Take(8).Select(Describe))}. Nothing was run.");
    }

    // Every value that the argument names must fit: one harmless path does not let a second one through.
    private static bool Allows(ToolRule rule, JsonElement input)
    {
        if (rule.Argument is null) return true;
        var any = false;
        foreach (var text in Texts(rule, input))
        {
            any = true;
            if (IsTooLong(text) || !Fits(rule, text)) return false;
        }

        return any;
    }

    private static IEnumerable<string> Texts(ToolRule rule, JsonElement input) => ToolArguments.Find(input, rule.Argument!);

    private static bool Fits(ToolRule rule, string text) => rule.Matches is null || Wildcard.Fits(rule.Matches, text);

    private static bool IsTooLong(string text) => text.Length > ComparedCharsMax;

    private static string Describe(ToolRule rule) => rule switch
    {
        { Argument: null } => "any argument is given",
        { Matches: null } => $"'{rule.Argument}' is given",
        _ => $"'{rule.Argument}' fits '{Shown(rule.Matches)}' (* is any text)",
    };

    private static string Shown(string pattern) =>
        pattern.Length <= ShownCharsMax ? pattern : pattern[..(char.IsHighSurrogate(pattern[ShownCharsMax - 1]) ? ShownCharsMax - 1 : ShownCharsMax)] + "…";

    private static EventError Denied(string message) => new("tool_denied", message);
}
