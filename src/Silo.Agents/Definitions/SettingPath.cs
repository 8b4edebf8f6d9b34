using System.Globalization;

namespace Silo.Agents.Definitions;

/// <summary>Names of settings: <c>limits.turn_steps_max</c>, <c>tools[2].timeout</c>.</summary>
internal static class SettingPath
{
    public static string Of(string parent, string key) => parent.Length == 0 ? key : $"{parent}.{key}";

    /// <summary>The node that a path names, or the last one on the way to it that exists.</summary>
    public static SettingNode Locate(SettingNode root, string path)
    {
        var node = root;
        foreach (var part in path.Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (node)
            {
                case SettingMap map when map.Entries.TryGetValue(part, out var entry):
                    node = entry.Value;
                    break;
                case SettingList list when part is ['[', .. var digits, ']']
                    && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Items.Count:
                    node = list.Items[index];
                    break;
                default:
                    return node;
            }
        }

        return node;
    }
}
