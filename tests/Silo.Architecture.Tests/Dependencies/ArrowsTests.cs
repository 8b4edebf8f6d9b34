using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Xunit;

namespace Silo.Architecture.Tests.Dependencies;

public sealed class ArrowsTests
{
    public static TheoryData<string> Projects => [.. Repository.SourceProjects];

    [Fact]
    public void Projects_InTheTree_AreThoseWithArrows() =>
        Assert.Equal(Arrows.Projects.Order(StringComparer.Ordinal), Repository.SourceProjects.Select(Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_FollowTheArrows(string project)
    {
        var references = XDocument.Load(Repository.FullPath(project)).Descendants("ProjectReference").Select(r => Name((string)r.Attribute("Include")!));
        Expect.None(Arrows.Forbidden(Name(project), references));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Assembly_References_FollowTheArrows(string project)
    {
        // A reference that comes in through another project shows only here.
        var ours = AssemblyReferences(project).Where(r => r.StartsWith("Silo.", StringComparison.Ordinal) || r == "silo");
        Expect.None(Arrows.Forbidden(Name(project), ours));
    }

    [Theory]
    [InlineData("src/Silo.Abstractions/Silo.Abstractions.csproj", "System.")]
    [InlineData("src/Silo.Sandboxes/Silo.Sandboxes.csproj", "System.", "Microsoft.Win32.Primitives", "Silo.Abstractions", "Microsoft.Extensions.Logging.Abstractions")]
    [InlineData("src/Silo.Spawner/Silo.Spawner.csproj", "System.", "Microsoft.Win32.Primitives", "Silo.")]
    [InlineData("src/Silo.Runtime/Silo.Runtime.csproj", "System.", "Silo.Abstractions", "Microsoft.Extensions.")]
    [InlineData("src/Silo.Client/Silo.Client.csproj", "System.", "Silo.Abstractions")]
    public void Assembly_OfACoreProject_NeedsNothingBeyond(string project, params string[] allowed) =>
        Assert.DoesNotContain(AssemblyReferences(project), r => !allowed.Any(a => r.StartsWith(a, StringComparison.Ordinal)));

    [Fact]
    public void Arrows_PointingBack_AreFound()
    {
        Assert.Equal(["Silo.Edge"], Arrows.Forbidden("Silo.Runtime", ["Silo.Abstractions", "Silo.Edge"]));
        Assert.Equal(["Silo.Runtime"], Arrows.Forbidden("Silo.Abstractions", ["Silo.Runtime"]));
        Assert.Equal(["Silo.Storage"], Arrows.Forbidden("Silo.Edge", ["Silo.Storage"]));
        Assert.Equal(["Silo.Abstractions"], Arrows.Forbidden("Silo.NewProject", ["Silo.Abstractions"]));
    }

    private static string Name(string path) => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));

    private static string[] AssemblyReferences(string project)
    {
        var assembly = (string?)XDocument.Load(Repository.FullPath(project)).Descendants("AssemblyName").SingleOrDefault() ?? Name(project);
        using var reader = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly + ".dll")));
        var metadata = reader.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(h => metadata.GetString(metadata.GetAssemblyReference(h).Name))];
    }
}
