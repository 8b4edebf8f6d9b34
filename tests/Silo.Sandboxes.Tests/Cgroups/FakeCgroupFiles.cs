using Silo.Sandboxes.Cgroups;

namespace Silo.Sandboxes.Tests.Cgroups;

/// <summary>A tree of control groups as the kernel keeps it: files come with a group, and version 2's rules about who may be where hold.</summary>
internal sealed class FakeCgroupFiles : ICgroupFiles
{
    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _directories = [];

    /// <summary>What a new group has, by the tree's root.</summary>
    internal Dictionary<string, string[]> FilesOf { get; } = [];

    /// <summary>Directories in which nothing may be made or written.</summary>
    internal HashSet<string> Forbidden { get; } = [];

    internal IReadOnlyDictionary<string, string> Files => _files;

    internal IReadOnlyCollection<string> Directories => _directories;

    internal void Add(string directory, params (string File, string Text)[] files)
    {
        _directories.Add(directory);
        foreach (var (file, text) in files) _files[Path.Combine(directory, file)] = text;
    }

    public bool Exists(string path) => _files.ContainsKey(path) || _directories.Contains(path);

    public string? TryRead(string path) => _files.GetValueOrDefault(path);

    public void Write(string path, string text)
    {
        var (directory, file) = (Path.GetDirectoryName(path)!, Path.GetFileName(path));
        if (!_files.ContainsKey(path)) throw new IOException($"{path}: no such file");
        if (Forbidden.Contains(directory)) throw new IOException($"{path}: permission denied");
        if (file == "cgroup.procs")
        {
            foreach (var other in _files.Keys.Where(f => f.EndsWith("/cgroup.procs", StringComparison.Ordinal)).ToList())
                _files[other] = string.Concat(_files[other].Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(pid => pid != text).Select(pid => pid + "\n"));
            _files[path] += text + "\n";
            return;
        }

        // "No internal processes": a group that has processes gives no controllers to groups below it; the root may.
        if (file == "cgroup.subtree_control")
        {
            if (!FilesOf.ContainsKey(directory) && _files[Path.Combine(directory, "cgroup.procs")].Length > 0) throw new IOException("device or resource busy");
            foreach (var child in _directories.Where(d => Path.GetDirectoryName(d) == directory)) Give(child, text);
        }

        _files[path] = text;
    }

    public void Make(string directory)
    {
        var parent = Path.GetDirectoryName(directory)!;
        if (!_directories.Contains(parent)) throw new IOException($"{parent}: no such directory");
        if (Forbidden.Contains(parent)) throw new IOException($"{directory}: permission denied");
        if (!_directories.Add(directory)) return;
        var root = FilesOf.Keys.First(r => directory.StartsWith(r + "/", StringComparison.Ordinal));
        foreach (var file in FilesOf[root]) _files[Path.Combine(directory, file)] = string.Empty;
        if (_files.TryGetValue(Path.Combine(parent, "cgroup.subtree_control"), out var control)) Give(directory, control);
    }

    public bool TryRemove(string directory)
    {
        if (!_directories.Contains(directory)) return true;
        if (_directories.Any(d => Path.GetDirectoryName(d) == directory) || _files.GetValueOrDefault(Path.Combine(directory, "cgroup.procs"), "").Length > 0) return false;
        _directories.Remove(directory);
        foreach (var file in _files.Keys.Where(f => Path.GetDirectoryName(f) == directory).ToList()) _files.Remove(file);
        return true;
    }

    public IReadOnlyList<string> ListGroups(string directory) => [.. _directories.Where(d => Path.GetDirectoryName(d) == directory)];

    // The kernel adds a controller's files when the parent gives it.
    private void Give(string directory, string control)
    {
        foreach (var controller in control.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] files = controller switch
            {
                "+memory" => ["memory.max", "memory.swap.max"],
                "+pids" => ["pids.max"],
                _ => ["cpu.max"],
            };
            foreach (var file in files) _files.TryAdd(Path.Combine(directory, file), "max");
        }

        _files[Path.Combine(directory, "cgroup.controllers")] = control.Replace("+", "", StringComparison.Ordinal);
    }
}
