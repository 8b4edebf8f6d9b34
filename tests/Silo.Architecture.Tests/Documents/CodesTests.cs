using System.Text.RegularExpressions;
using Xunit;

namespace Silo.Architecture.Tests.Documents;

/// <summary>A code that can stand in an event or an answer is explained somewhere.</summary>
public sealed partial class CodesTests
{
    [Fact]
    public void Codes_InTheSource_AreExplained()
    {
        var page = Repository.Read("docs/protocol/codes.md");
        var codes = Repository.CSharp.Where(f => f.StartsWith("src/", StringComparison.Ordinal))
            .SelectMany(f => Raised().Matches(Repository.Read(f)).Select(m => (File: f, Code: m.Groups["code"].Value)))
            .ToList();

        Assert.NotEmpty(codes);
        Expect.None(codes
            .Where(c => !page.Contains($"`{c.Code}`", StringComparison.Ordinal) && !Repository.Exists($"docs/errors/{c.Code}.md"))
            .Select(c => $"{c.File}: {c.Code}").Distinct());
    }

    [Theory]
    [InlineData("throw new WorkspaceException(\"path_outside\", $\"x\")", "path_outside")]
    [InlineData("StepRunner.Error(\"tool_failed\", e.Message)", "tool_failed")]
    [InlineData("new EventError(\n    \"tool_unknown\", text)", "tool_unknown")]
    [InlineData("ToolResult.Failed(\"text_not_found\", text)", "text_not_found")]
    [InlineData("new ActivationResult.Unavailable(\"host_stopping\", text)", "host_stopping")]
    public void Rule_OfCodes_SeesWhereOneIsRaised(string source, string code) => Assert.Equal(code, Raised().Match(source).Groups["code"].Value);

    [GeneratedRegex(@"(EventError|StepRunner\.Error|\w+Exception|\bFailed|Result\.Unavailable)\(\s*""(?<code>[a-z]+(_[a-z]+)+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Raised();
}
