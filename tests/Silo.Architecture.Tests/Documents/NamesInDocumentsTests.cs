using System.Text.RegularExpressions;
using Xunit;

namespace Silo.Architecture.Tests.Documents;

/// <summary>Prose that names a type, a test or a file names one that exists.</summary>
public sealed partial class NamesInDocumentsTests
{
    private static readonly HashSet<string> Words =
        [.. Repository.CSharp.Concat(Repository.SourceProjects).SelectMany(f => Word().Matches(Repository.Read(f)).Select(m => m.Value)),
         .. Repository.CSharp.Select(f => Path.GetFileNameWithoutExtension(f)!)];

    public static TheoryData<string> Pages => ["ARCHITECTURE.md", "README.md", "docs/decisions.md", "docs/protocol/turns.md", "docs/protocol/streams.md", "docs/security.md"];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_CodeNames_AreInTheSource(string page)
    {
        var names = CodeName().Matches(Repository.Read(page)).Select(m => m.Groups["name"].Value).Where(n => !n.StartsWith("Microsoft.", StringComparison.Ordinal));
        Expect.None(names.Where(n => !n.Split('.').All(Words.Contains) && !Repository.Exists(n) && !IsProjectOrPackage(n)).Distinct());
    }

    [Theory]
    [InlineData("ARCHITECTURE.md")]
    [InlineData("docs/security.md")]
    public void VerificationTable_EachTest_Exists(string page)
    {
        var tests = TestName().Matches(Repository.Read(page)).Select(m => (Class: m.Groups["class"].Value, Method: m.Groups["method"].Value)).ToList();
        var sources = Repository.CSharp.Where(f => f.StartsWith("tests/", StringComparison.Ordinal)).Select(Repository.Read).ToList();

        Expect.None(tests
            .Where(t => !sources.Exists(s => Names(s, $@"\bclass {t.Class}\b") && Names(s, $@"\b{t.Method}\(")))
            .Select(t => $"{t.Class}.{t.Method}"));
    }

    private static bool Names(string source, string pattern) => Regex.IsMatch(source, pattern, RegexOptions.None, TimeSpan.FromSeconds(5));

    private static bool IsProjectOrPackage(string name) =>
        Repository.Exists($"src/{name}") || Repository.Exists($"tests/{name}") || Repository.Read("Directory.Packages.props").Contains($"\"{name}\"", StringComparison.Ordinal);

    [GeneratedRegex(@"\b[A-Z]\w+", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Word();

    // One capital and at least one lower-case letter: `SessionActor`, `Commit.Head`; not `POST`, not `turn.ended`.
    [GeneratedRegex(@"`(?<name>[A-Z][A-Za-z]*[a-z][A-Za-z0-9]*(\.[A-Z]\w*)*)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex CodeName();

    [GeneratedRegex(@"`(?<class>[A-Z]\w*(Tests|Conformance))\.(?<method>\w+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex TestName();
}
