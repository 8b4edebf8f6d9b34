using System.Reflection;
using System.Text.RegularExpressions;
using Silo.Sandboxes.Seccomp;
using Xunit;

namespace Silo.Sandboxes.Tests.Escapes;

/// <summary>docs/security.md says what the code does and names tests that exist.</summary>
public sealed partial class SecurityDocumentTests
{
    private static readonly string Page = File.ReadAllText(Find("docs/security.md"));

    [Fact]
    public void Document_TablesOfSystemCalls_AreThePolicy()
    {
        AssertTable("Allowed", SeccompPolicy.Allowed.Select(Line));
        AssertTable("Refused with EPERM", SeccompPolicy.Refused.Select(Line));
        AssertTable("Refused for what their arguments are", SeccompPolicy.Rules.Select(r => $"| {r.Calls} | {r.What} | {Error(r.Error)} | {r.Why} |"));
    }

    [Fact]
    public void Document_AttacksAndEscapeTests_AreTheSame()
    {
        var tests = typeof(EscapeTest).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(EscapeTest)))
            .SelectMany(t => t.GetMethods().Where(m => m.GetCustomAttribute<FactAttribute>() is not null).Select(m => $"{t.Name}.{m.Name}"));
        Assert.Equal(tests.Order(StringComparer.Ordinal), TestName().Matches(Page).Select(m => m.Groups["name"].Value).Order(StringComparer.Ordinal));
    }

    private static string Line(SeccompFamily family) => $"| {family.Name} | {family.Calls} | {family.Why} |";

    private static string Error(SeccompError error) => error switch
    {
        SeccompError.NotPermitted => "EPERM",
        SeccompError.NoSuchFamily => "EAFNOSUPPORT",
        _ => "ENOSYS",
    };

    private static void AssertTable(string heading, IEnumerable<string> expected)
    {
        var section = Page.Split($"### {heading}\n")[1].Split("\n#")[0];
        Assert.Equal(expected, section.Split('\n').Where(l => l.StartsWith('|')).Skip(2));
    }

    private static string Find(string file)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, file))) return Path.Combine(folder.FullName, file);
        throw new FileNotFoundException(file);
    }

    [GeneratedRegex(@"`(?<name>\w+EscapeTests\.\w+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex TestName();
}
