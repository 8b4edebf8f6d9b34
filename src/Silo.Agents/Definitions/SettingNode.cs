namespace Silo.Agents.Definitions;

/// <summary>A value in a file, with the place where it begins, both from 1.</summary>
internal abstract record SettingNode(int Line, int Column)
{
    /// <summary>What kind of value it is, for messages.</summary>
    public abstract string Shape { get; }
}
