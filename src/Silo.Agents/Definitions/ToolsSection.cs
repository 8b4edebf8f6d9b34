using Silo.Abstractions.Agents;
using Silo.Abstractions.Tools;

namespace Silo.Agents.Definitions;

/// <summary>Reads the section <c>tools</c> of an agent file: names, or mappings with a name.</summary>
internal static class ToolsSection
{
    public static IReadOnlyList<ToolSettings> Read(SettingScope parent)
    {
        var tools = new List<ToolSettings>();
        switch (parent.Node("tools"))
        {
            case null or SettingScalar { IsNull: true }:
                return tools;
            case SettingList { Items.Count: <= AgentFileLimits.ToolsMax } list:
                foreach (var (index, item) in list.Items.Index())
                    tools.Add(Tool(item, $"tools[{index}]", parent.Errors));
                break;
            case SettingList list:
                parent.Refuse("tools", $"has {list.Items.Count} entries; allowed: up to {AgentFileLimits.ToolsMax}");
                break;
            case var other:
                parent.Refuse("tools", $"{SettingErrors.Show(other)} expected a list of tools");
                break;
        }

        return tools;
    }

    private static ToolSettings Tool(SettingNode item, string path, SettingErrors errors)
    {
        if (item is SettingScalar { IsNull: false } name)
            return new ToolSettings { Name = name.Text };
        if (item is not SettingMap map)
        {
            errors.Add(item, path, $"{SettingErrors.Show(item)} expected a tool's name, or a mapping with its name");
            return new ToolSettings { Name = string.Empty };
        }

        var scope = new SettingScope(map, path, errors);
        var tool = new ToolSettings
        {
            Name = scope.Required("name", 64) ?? string.Empty,
            Effect = ToolEffect(scope),
            Approval = scope.Boolean("approval"),
            Timeout = scope.Duration("timeout", TimeSpan.FromSeconds(1), TimeSpan.FromHours(24)),
            Allow = RulesSection.Rules(scope, "allow"),
            Deny = RulesSection.Rules(scope, "deny"),
            Rate = RulesSection.Rate(scope, "rate"),
            Concurrency = scope.OptionalInteger("concurrency", 1, 64),
        };
        scope.Close();
        return tool;
    }

    public static Effect? ToolEffect(SettingScope scope)
    {
        if (scope.Text("effect", 64) is not { } text)
            return null;
        foreach (var effect in Enum.GetValues<Effect>())
        {
            if (effect.ToString().Equals(text, StringComparison.OrdinalIgnoreCase) && text.All(char.IsAsciiLetterLower))
                return effect;
        }

        scope.Refuse("effect", $"{SettingErrors.Show(text)} is not known; allowed: {string.Join(", ", Enum.GetNames<Effect>()).ToLowerInvariant()}");
        return null;
    }
}
