using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Silo.Architecture.Tests.Documents;

/// <summary>The page on logs names every entry that the host can write, by the id and name on which alerts stand.</summary>
public sealed class LogsDocumentTests
{
    private const string Begin = "<!-- The table is made from the source: SILO_WRITE_LOGS=1 and the tests of the architecture. -->\n";
    private const string End = "<!-- The end of the table. -->";

    [Fact]
    public void Document_Table_IsWhatTheAssembliesWrite()
    {
        var file = Path.Combine(Repository.Root, "docs", "operating", "logs.md");
        var document = File.ReadAllText(file);
        var (begin, end) = (document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, document.IndexOf(End, StringComparison.Ordinal));
        var expected = $"{document[..begin]}\n{Table()}\n{document[end..]}";
        if (Environment.GetEnvironmentVariable("SILO_WRITE_LOGS") == "1") File.WriteAllText(file, expected, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        Assert.True(File.ReadAllText(file) == expected, "docs/operating/logs.md is not what the assemblies write. An id or name that changed breaks alerts; if it is a new one, run this test with SILO_WRITE_LOGS=1.");
    }

    private static string Table()
    {
        var entries = Directory.GetFiles(AppContext.BaseDirectory, "Silo.*.dll")
            .Where(path => !Path.GetFileName(path).EndsWith(".Tests.dll", StringComparison.Ordinal))
            .SelectMany(path => Assembly.LoadFrom(path).GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Select(method => (Method: method, Entry: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(one => one.Entry is not null)
            .OrderBy(one => one.Entry!.EventId)
            .ToList();
        Assert.True(entries.Count > 60, $"Only {entries.Count} entries.");
        var table = new StringBuilder("| event | name | level | text |\n| --- | --- | --- | --- |\n");
        foreach (var (method, entry) in entries)
            table.Append(CultureInfo.InvariantCulture, $"| {entry!.EventId} | `{entry.EventName ?? method.Name}` | {entry.Level} | {entry.Message.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        return table.ToString();
    }
}
