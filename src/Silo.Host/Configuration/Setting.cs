namespace Silo.Host.Configuration;

/// <summary>One setting: its name, what it is, and how its text becomes a value.</summary>
/// <param name="Name">Its name under <c>Silo:</c>.</param>
/// <param name="Type">What its text is, in a word: <c>number</c>, <c>bytes</c>, <c>duration</c>, <c>flag</c>, <c>path</c>, <c>address</c> or <c>text</c>.</param>
/// <param name="Default">What holds without it, for people.</param>
/// <param name="What">What it is, in one line.</param>
/// <param name="Apply">Puts a text into the settings; returns why it cannot be, or null.</param>
internal sealed record Setting(string Name, string Type, string Default, string What, Func<HostSettings, string, string?> Apply)
{
    /// <summary>The whole key, as configuration files and messages spell it.</summary>
    public string Key => SettingList.Section + ":" + Name;

    /// <summary>The least value, as its text; null where it has no bounds.</summary>
    public string? Least { get; init; }

    /// <summary>The greatest value, as its text; null where it has no bounds.</summary>
    public string? Most { get; init; }

    /// <summary>The page that says more, beside that of the settings; null for none.</summary>
    public string? See { get; init; }

    /// <summary>Its bounds for people; empty where it has none.</summary>
    public string Range => Least is null ? string.Empty : $"{Least} to {Most}";
}
