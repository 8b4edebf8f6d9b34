using System.Globalization;
using System.Text;

namespace Silo.Host.Configuration;

/// <summary>The settings as the manual lists them: docs/operating/configuration.md holds this table, and a test compares the two.</summary>
internal static class SettingDocument
{
    /// <summary>The line of the manual before the table.</summary>
    public const string Begin = "<!-- The table is generated from the options: SILO_WRITE_CONFIGURATION=1 and the tests of the host's configuration. -->";

    /// <summary>The line of the manual behind the table.</summary>
    public const string End = "<!-- The end of the generated table. -->";

    /// <summary>The table, in Markdown.</summary>
    public static string Table()
    {
        var text = new StringBuilder("| setting | type | default | allowed | what it is |\n| --- | --- | --- | --- | --- |\n");
        foreach (var setting in SettingList.All)
        {
            var see = setting.See is null ? string.Empty : $" See [{setting.See.Split('#')[0]}]({setting.See}).";
            text.Append(CultureInfo.InvariantCulture, $"| `{setting.Key}` | {setting.Type} | {setting.Default} | {setting.Range} | {setting.What}{see} |\n");
        }

        return text.ToString();
    }

    /// <summary>The manual with the table in it.</summary>
    /// <exception cref="InvalidDataException">The manual has no place for it.</exception>
    public static string Into(string manual)
    {
        var (begin, end) = (manual.IndexOf(Begin, StringComparison.Ordinal), manual.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin) throw new InvalidDataException("The manual has no lines that say where the table of the settings stands.");
        return $"{manual[..(begin + Begin.Length)]}\n\n{Table()}\n{manual[end..]}";
    }
}
