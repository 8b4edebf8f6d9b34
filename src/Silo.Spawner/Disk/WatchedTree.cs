using Silo.Sandboxes.Native;

namespace Silo.Spawner.Disk;

/// <summary>A directory with a bound that the kernel does not keep.</summary>
/// <remarks>
/// The file system is asked first: while it has grown, since the last count, by less than what was then left, the directory cannot be full, and nothing
/// is counted. Others may free meanwhile what this one takes, so after <see cref="SkippedMax"/> such answers it is counted all the same.
/// </remarks>
/// <param name="path">The directory.</param>
/// <param name="bytesMax">Most bytes on disk.</param>
/// <param name="filesMax">Most files and directories.</param>
/// <param name="fileSystem">What the file system that a directory lies on has in use.</param>
internal sealed class WatchedTree(string path, long bytesMax, long filesMax, Func<string, FileSystemUsage?> fileSystem)
{
    /// <summary>Most measurements in a row that the file system's own numbers answer.</summary>
    public const int SkippedMax = 15;

    private TreeUsage? _last;
    private FileSystemUsage _then;
    private int _skipped;

    /// <summary>Whether it held more than it may when it was last counted.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Whether it was full and then grew still more, or is too large to be counted to its end.</summary>
    public bool IsGrowing { get; private set; }

    /// <summary>Counts, if need be.</summary>
    public void Measure()
    {
        var now = fileSystem(path);
        if (_last is { } last && now is { } used && !IsFull && _skipped < SkippedMax
            && used.Bytes - _then.Bytes < bytesMax - last.Bytes && used.Files > 0 && used.Files - _then.Files < filesMax - last.Files)
        {
            _skipped++;
            return;
        }

        // Beyond twice the bound it is not of interest how far.
        var usage = TreeMeasure.Of(path, bytesMax * 2, filesMax * 2);
        var wasFull = IsFull;
        IsFull = !usage.IsWhole || usage.Bytes > bytesMax || usage.Files > filesMax;
        IsGrowing = IsFull && (!usage.IsWhole || !wasFull || usage.Bytes > _last!.Value.Bytes || usage.Files > _last.Value.Files);
        _last = usage;
        _then = now ?? default;
        _skipped = 0;
    }
}
