namespace Silo.Agents.Definitions;

/// <summary>A list.</summary>
internal sealed record SettingList(IReadOnlyList<SettingNode> Items, int Line, int Column) : SettingNode(Line, Column)
{
    public override string Shape => "a list";
}
