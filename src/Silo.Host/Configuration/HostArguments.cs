using System.Globalization;
using System.Reflection;
using System.Text;
using Silo.Host.Keys;

namespace Silo.Host.Configuration;

/// <summary>The arguments of the program: settings, or a question about it.</summary>
internal static class HostArguments
{
    /// <summary>The text that answers <c>--help</c> or <c>--version</c>; null when the program is to run.</summary>
    public static string? Answer(IReadOnlyList<string> arguments)
    {
        if (arguments.Any(argument => argument is "--help" or "-h")) return Help();
        return arguments.Any(argument => argument is "--version") ? "silo " + Version : null;
    }

    /// <summary>The first argument that is no setting; null when all are. Without this, .NET would pass over it.</summary>
    public static string? FindStray(IReadOnlyList<string> arguments) =>
        arguments.FirstOrDefault(argument => !argument.StartsWith($"--{SettingList.Section}:", StringComparison.OrdinalIgnoreCase) || !argument.Contains('='));

    private static string Version =>
        typeof(HostArguments).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static string Help()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"silo {Version}: a durable runtime for AI-agent sessions, on one machine.");
        text.AppendLine();
        text.AppendLine("  Silo.Host [--Silo:<setting>=<value> ...] | --help | --version");
        text.AppendLine(CultureInfo.InvariantCulture, $"  Silo.Host {KeysArguments.Usage}");
        text.AppendLine("      Makes a key, with the host stopped (with PostgreSQL it may run), and prints it once.");
        text.AppendLine("  Silo.Host journal verify | export <file> | import <file> | --help");
        text.AppendLine();
        text.AppendLine("A setting comes from an argument, from the environment (SILO__ADDRESS, SILO__HTTP__STREAMSMAX),");
        text.AppendLine("or from the section Silo of appsettings.json in the working directory, in that order.");
        text.AppendLine();
        foreach (var setting in SettingList.All)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {setting.Key}");
            text.AppendLine(CultureInfo.InvariantCulture, $"      {setting.What}{(setting.Range.Length == 0 ? string.Empty : $" {setting.Range}.")} Default: {setting.Default}.");
        }

        return text.ToString().TrimEnd();
    }
}
