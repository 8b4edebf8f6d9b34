using System.Globalization;
using Silo.Abstractions.Agents;

namespace Silo.Agents.Definitions;

/// <summary>Reads the rules and the rate of one tool in an agent file.</summary>
internal static class RulesSection
{
    private const int RulesMax = 64;
    private const int ArgumentLengthMax = 256;
    private const int PatternLengthMax = 1024;

    /// <summary>A list of rules, or <c>all</c>; null when the key is not there.</summary>
    public static IReadOnlyList<ToolRule>? Rules(SettingScope tool, string key)
    {
        switch (tool.Node(key))
        {
            case null or SettingScalar { IsNull: true }:
                return null;
            case SettingScalar { Text: "all" }:
                return [new ToolRule()];
            case SettingList { Items.Count: > 0 and <= RulesMax } list:
                return [.. list.Items.Index().Select(i => Rule(i.Item, $"{tool.Path(key)}[{i.Index}]", tool.Errors))];
            case SettingList list:
                tool.Refuse(key, $"has {list.Items.Count} entries; allowed: 1 to {RulesMax}");
                return null;
            case var other:
                tool.Refuse(key, $"{SettingErrors.Show(other)} expected all, or a list of rules such as {{argument: command, matches: 'git *'}}");
                return null;
        }
    }

    /// <summary>Calls and the span in which they may begin, such as <c>10/1m</c>; null when the key is not there.</summary>
    public static ToolRate? Rate(SettingScope tool, string key)
    {
        const string allowed = "expected calls and a span, such as 10/1m; allowed: 1 to 1000 calls, 1s to 24h";
        if (tool.Text(key, 64) is not { } text) return null;
        var slash = text.IndexOf('/');
        if (slash > 0
            && int.TryParse(text.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out var calls) && calls is >= 1 and <= 1000
            && DurationText.TryParse(text[(slash + 1)..], out var interval) && interval >= TimeSpan.FromSeconds(1) && interval <= TimeSpan.FromHours(24))
            return new ToolRate(calls, interval);
        tool.Refuse(key, $"{SettingErrors.Show(text)} {allowed}");
        return null;
    }

    private static ToolRule Rule(SettingNode item, string path, SettingErrors errors)
    {
        if (item is not SettingMap map)
        {
            errors.Add(item, path, $"{SettingErrors.Show(item)} expected a rule such as {{argument: command, matches: 'git *'}}");
            return new ToolRule();
        }

        var scope = new SettingScope(map, path, errors);
        var rule = new ToolRule { Argument = scope.Required("argument", ArgumentLengthMax), Matches = scope.Text("matches", PatternLengthMax, lines: true) };
        if (rule.Argument?.Split('.').Contains(string.Empty) == true)
            scope.Refuse("argument", $"{SettingErrors.Show(rule.Argument)} is not a path; expected names joined by '.', such as command or options.file");
        scope.Close();
        return rule;
    }
}
