using Silo.Abstractions.Agents;
using Silo.Abstractions.Tools;

namespace Silo.Agents.Definitions;

/// <summary>Checks a definition against what this host has: its driver, and its tools.</summary>
internal sealed class DefinitionCheck(IReadOnlyList<IAgentDriver> drivers, IToolSource tools)
{
    /// <summary>Adds every error, at the line of its setting.</summary>
    public void Run(AgentDefinition definition, SettingNode root, SettingErrors errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, tool) in definition.Tools.Index())
        {
            var setting = $"tools[{index}]";
            if (!Wildcard.IsPattern(tool.Name) && !tools.Names.Contains(tool.Name) && !definition.IsMcpTool(tool.Name))
                errors.Add(SettingPath.Locate(root, $"{setting}.name"), setting, $"{SettingErrors.Show(tool.Name)} is not a known tool; allowed: {Names(tools.Names)}");
            else if (!seen.Add(tool.Name))
                errors.Add(SettingPath.Locate(root, $"{setting}.name"), setting, $"'{tool.Name}' is listed a second time");
        }

        if (drivers.FirstOrDefault(candidate => candidate.Name == definition.Driver) is not { } driver)
        {
            errors.Add(
                SettingPath.Locate(root, "driver"),
                "driver",
                $"{SettingErrors.Show(definition.Driver)} is not a known driver; allowed: {Names(drivers.Select(candidate => candidate.Name))}");
            return;
        }

        foreach (var error in driver.Validate(definition))
            AddDriverError(error, root, errors);
    }

    /// <summary>A driver's error begins with the setting's path and a colon, by convention; that finds the line.</summary>
    private static void AddDriverError(string error, SettingNode root, SettingErrors errors)
    {
        var colon = error.IndexOf(": ", StringComparison.Ordinal);
        var setting = colon > 0 && !error.AsSpan(0, colon).Contains(' ') ? error[..colon] : string.Empty;
        var message = setting.Length > 0 ? error[(colon + 2)..] : error;
        errors.Add(SettingPath.Locate(root, setting), setting, message);
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));
}
