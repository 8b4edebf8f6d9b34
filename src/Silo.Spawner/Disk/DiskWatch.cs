namespace Silo.Spawner.Disk;

/// <summary>Measures the directories of a sandbox while commands run in it.</summary>
/// <remarks>
/// No kernel here has quotas on every file system, so this is a watch and no wall: between two measurements a command can write as much as the disk
/// takes. A command that begins while a directory is full can delete and cannot write; it is ended only if the directory still grows.
/// </remarks>
internal sealed class DiskWatch(IReadOnlyList<WatchedTree> trees, TimeSpan interval, TimeProvider time)
{
    // At most a tenth of a processor, however many files there are.
    private const int RestPerWork = 10;
    private readonly Lock _gate = new();

    /// <summary>Whether a directory was full when it was last measured.</summary>
    public bool IsFull => trees.Any(t => t.IsFull);

    /// <summary>Whether a full directory still grows.</summary>
    public bool IsGrowing => trees.Any(t => t.IsGrowing);

    /// <summary>Measures.</summary>
    /// <returns>How long to wait before the next time.</returns>
    public TimeSpan Measure()
    {
        var began = time.GetTimestamp();
        lock (_gate)
            foreach (var tree in trees) tree.Measure();
        var rest = time.GetElapsedTime(began) * RestPerWork;
        return rest > interval ? rest : interval;
    }
}
