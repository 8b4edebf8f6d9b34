namespace Silo.Agents.Definitions;

/// <summary>A mapping; its keys are unique.</summary>
internal sealed record SettingMap(IReadOnlyDictionary<string, SettingMap.Entry> Entries, int Line, int Column) : SettingNode(Line, Column)
{
    public override string Shape => "a mapping";

    /// <summary>One key and its value.</summary>
    internal sealed record Entry(SettingScalar Key, SettingNode Value);
}
