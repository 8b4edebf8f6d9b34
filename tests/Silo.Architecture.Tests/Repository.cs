using System.Collections.Immutable;

namespace Silo.Architecture.Tests;

/// <summary>The checked-out tree that this test was built from.</summary>
internal static class Repository
{
    internal static string Root { get; } = FindRoot();

    /// <summary>C# that people wrote, as paths from the root.</summary>
    internal static ImmutableArray<string> CSharp { get; } = [.. Files("src", "*.cs"), .. Files("tests", "*.cs")];

    internal static ImmutableArray<string> SourceProjects { get; } = [.. Files("src", "*.csproj")];

    internal static ImmutableArray<string> Markdown { get; } =
        [.. Directory.GetFiles(Root, "*.md").Select(f => Path.GetRelativePath(Root, f)), .. Files("docs", "*.md"), .. Files("samples", "*.md")];

    internal static string FullPath(string path) => Path.Combine(Root, path);

    internal static bool Exists(string path) => Path.Exists(FullPath(path));

    internal static string Read(string path) => File.ReadAllText(FullPath(path));

    internal static string[] Lines(string path) => File.ReadAllLines(FullPath(path));

    internal static IEnumerable<string> Files(string folder, string pattern) => !Exists(folder)
        ? []
        : Directory.GetFiles(FullPath(folder), pattern, SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, f))
            .Where(f => !f.Split('/').Any(part => part is "bin" or "obj" or "artifacts" or "node_modules"))
            .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        for (var d = new DirectoryInfo(AppContext.BaseDirectory); d is not null; d = d.Parent)
            if (File.Exists(Path.Combine(d.FullName, "Silo.sln"))) return d.FullName;
        throw new DirectoryNotFoundException($"No Silo.sln above {AppContext.BaseDirectory}.");
    }
}
