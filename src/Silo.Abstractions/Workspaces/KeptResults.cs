namespace Silo.Abstractions.Workspaces;

/// <summary>Where results of tools that are too long for a model are kept, so that it can read on in them.</summary>
public static class KeptResults
{
    /// <summary>The folder of the workspace. Listings and searches of a folder above it pass it over.</summary>
    public const string Folder = ".silo";

    /// <summary>The file of one result.</summary>
    /// <param name="step">The sequence of the call's start.</param>
    public static string PathOf(long step) => $"{Folder}/results/{step}.txt";

    /// <summary>Whether a listing of one folder passes an entry over: it lies in <see cref="Folder"/>, and the folder that was asked for does not.</summary>
    public static bool PassesOver(WorkspacePath asked, WorkspacePath entry) => IsInside(entry.Value) && !IsInside(asked.Value);

    private static bool IsInside(string path) => path == Folder || path.StartsWith(Folder + "/", StringComparison.Ordinal);
}
