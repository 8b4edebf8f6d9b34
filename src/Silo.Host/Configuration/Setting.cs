namespace Silo.Host.Configuration;

/// <summary>One setting: its name, what it is, and how its text becomes a value.</summary>
/// <param name="Name">Its name under <c>Silo:</c>.</param>
/// <param name="Default">What holds without it, for people.</param>
/// <param name="What">What it is and which values it takes, in one line.</param>
/// <param name="Apply">Puts a text into the settings; returns why it cannot be, or null.</param>
internal sealed record Setting(string Name, string Default, string What, Func<HostSettings, string, string?> Apply)
{
    /// <summary>The whole key, as configuration files and messages spell it.</summary>
    public string Key => SettingList.Section + ":" + Name;
}
