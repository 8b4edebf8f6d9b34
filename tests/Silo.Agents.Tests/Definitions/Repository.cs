namespace Silo.Agents.Tests.Definitions;

/// <summary>Files of the source tree that tests read.</summary>
internal static class Repository
{
    public static string Path(string relative)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "Silo.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside of the source tree.");
        return System.IO.Path.Combine(folder.FullName, relative);
    }
}
