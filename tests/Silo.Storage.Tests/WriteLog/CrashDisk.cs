using System.Text;

namespace Silo.Storage.Tests.WriteLog;

/// <summary>The strictest disk that POSIX allows: a crash takes every byte whose file was not synced since, and every name whose directory was not.</summary>
internal sealed class CrashDisk
{
    private readonly string _root;
    private readonly string _acknowledgements;
    private readonly StringBuilder _acknowledged = new();
    private readonly Dictionary<ulong, CrashFile> _inodes = [];

    // A name to its file; to null for a directory.
    private readonly Dictionary<string, CrashFile?> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CrashFile?> _syncedNames = new(StringComparer.Ordinal);
    private readonly List<(string Directory, Action<Dictionary<string, CrashFile?>> Change)> _unsyncedNames = [];

    /// <param name="root">The directory that was logged; it was there, synced and empty, when the log began.</param>
    /// <param name="acknowledgements">A file below it to which the process wrote, line by line, what it had been promised.</param>
    internal CrashDisk(string root, string acknowledgements)
    {
        _root = root;
        _acknowledgements = acknowledgements;
        _names[root] = _syncedNames[root] = null;
    }

    /// <summary>What had been promised so far.</summary>
    internal IEnumerable<string> Acknowledged => _acknowledged.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    internal void Apply(WriteLogRecord record)
    {
        switch (record.Op)
        {
            case 'C':
                var made = _inodes[record.Inode] = new CrashFile();
                Rename(Parent(record.Path), names => names[record.Path] = made);
                break;
            case 'M':
                Rename(Parent(record.Path), names => names[record.Path] = null);
                break;
            case 'U' or 'X':
                Rename(Parent(record.Path), names => names.Remove(record.Path));
                break;
            case 'R':
                var moved = _names[record.Path];
                if (Parent(record.Path) != Parent(record.Other)) Rename(Parent(record.Path), names => names.Remove(record.Path));
                Rename(Parent(record.Other), names =>
                {
                    names[record.Other] = moved;
                    if (Parent(record.Path) == Parent(record.Other)) names.Remove(record.Path);
                });
                break;
            case 'S' when _names.TryGetValue(record.Path, out var file) && file is null:
                SyncDirectory(record.Path);
                break;
            case 'S':
                _inodes[record.Inode].Sync();
                break;
            case 'W' or 'T':
                var written = _inodes[record.Inode];
                written.Change(record);
                if (_names.GetValueOrDefault(_acknowledgements) == written) _acknowledged.Append(Encoding.ASCII.GetString(record.Bytes));
                break;
            default:
                throw new InvalidDataException($"Unknown op '{record.Op}'.");
        }
    }

    /// <summary>Writes the tree as a crash would leave it.</summary>
    /// <param name="target">Where to; an empty directory.</param>
    /// <param name="keep">Asked for each change that was not synced, in order; true leaves it standing.</param>
    internal void WriteAfterCrash(string target, Func<bool> keep)
    {
        var names = new Dictionary<string, CrashFile?>(_syncedNames, StringComparer.Ordinal);
        foreach (var (_, change) in _unsyncedNames)
            if (keep()) change(names);

        // Parents sort before their children.
        foreach (var (name, file) in names.OrderBy(n => n.Key, StringComparer.Ordinal))
        {
            // SQLite's shared memory is no storage: it is mapped, and made anew by whoever opens the database first.
            if (name == _root || name == _acknowledgements || name.EndsWith("-shm", StringComparison.Ordinal)) continue;
            var path = Path.Combine(target, Path.GetRelativePath(_root, name));
            if (!Directory.Exists(Path.GetDirectoryName(path))) continue;
            if (file is null) Directory.CreateDirectory(path);
            else File.WriteAllBytes(path, file.After(keep));
        }
    }

    private void Rename(string directory, Action<Dictionary<string, CrashFile?>> change)
    {
        change(_names);
        _unsyncedNames.Add((directory, change));
    }

    private void SyncDirectory(string directory)
    {
        foreach (var (_, change) in _unsyncedNames.Where(u => u.Directory == directory)) change(_syncedNames);
        _unsyncedNames.RemoveAll(u => u.Directory == directory);
    }

    private static string Parent(string path) => Path.GetDirectoryName(path)!;
}
