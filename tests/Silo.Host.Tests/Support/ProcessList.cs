using System.Globalization;

namespace Silo.Host.Tests.Support;

/// <summary>The machine's processes, those in sandboxes too.</summary>
internal static class ProcessList
{
    /// <summary>A number of seconds, for ever long, that only this process's tests sleep for.</summary>
    public static string Mark { get; } = string.Create(CultureInfo.InvariantCulture, $"98765.{Environment.ProcessId:D9}");

    /// <summary>The processes with a text in their command line.</summary>
    public static List<int> With(string text)
    {
        var found = new List<int>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id)) continue;
            try
            {
                if (File.ReadAllText(Path.Combine(directory, "cmdline")).Contains(text, StringComparison.Ordinal)) found.Add(id);
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }

        return found;
    }
}
