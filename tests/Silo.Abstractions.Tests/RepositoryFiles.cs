namespace Silo.Abstractions.Tests;

internal static class RepositoryFiles
{
    internal static string Root { get; } = FindRoot();

    internal static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string FindRoot()
    {
        for (var d = new DirectoryInfo(AppContext.BaseDirectory); d is not null; d = d.Parent)
            if (File.Exists(Path.Combine(d.FullName, "Silo.sln"))) return d.FullName;
        throw new DirectoryNotFoundException($"No Silo.sln above {AppContext.BaseDirectory}.");
    }
}
