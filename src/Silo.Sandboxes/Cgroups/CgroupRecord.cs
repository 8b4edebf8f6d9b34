namespace Silo.Sandboxes.Cgroups;

/// <summary>Remembers, over the death of its process, where a spawner makes control groups; so that what is left can be removed.</summary>
/// <param name="path">A file of the run directory: one directory to a line.</param>
/// <remarks>Written before a directory is made. Not synced: what it names does not outlive the kernel.</remarks>
internal sealed class CgroupRecord(string path)
{
    private const int LinesMax = 64;

    public IReadOnlyList<string> Read()
    {
        try
        {
            return [.. File.ReadLines(path).Where(line => line.StartsWith('/')).Take(LinesMax)];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    public void Add(string directory) => File.AppendAllText(path, directory + "\n");

    public void Clear() => File.Delete(path);
}
