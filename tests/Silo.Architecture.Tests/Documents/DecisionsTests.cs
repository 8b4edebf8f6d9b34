using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Silo.Architecture.Tests.Documents;

/// <summary>docs/decisions.md gives a reason for every package, and for none that is gone.</summary>
public sealed partial class DecisionsTests
{
    [Fact]
    public void Packages_ThatArePinned_AreThoseWithAReason()
    {
        var pinned = XDocument.Load(Repository.FullPath("Directory.Packages.props")).Descendants("PackageVersion").Select(p => (string)p.Attribute("Include")!);
        var reasons = Row().Matches(Repository.Read("docs/decisions.md")).Select(m => m.Groups["package"].Value);

        Assert.Equal(pinned.Order(StringComparer.Ordinal), reasons.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Packages_ThatProjectsUse_AreThosePinned()
    {
        var pinned = XDocument.Load(Repository.FullPath("Directory.Packages.props")).Descendants("PackageVersion").Select(p => (string)p.Attribute("Include")!);
        var used = Repository.SourceProjects.Concat(Repository.Files("tests", "*.csproj")).Append("Directory.Build.props")
            .SelectMany(p => XDocument.Load(Repository.FullPath(p)).Descendants("PackageReference").Select(r => (string)r.Attribute("Include")!))
            .Distinct();

        Assert.Equal(used.Order(StringComparer.Ordinal), pinned.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| `(?<package>[A-Za-z0-9_.]+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Row();
}
