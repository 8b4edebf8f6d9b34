namespace Silo.Sandboxes.Cgroups;

/// <summary>Finds out where control groups can be made, and makes one for each sandbox.</summary>
/// <param name="files">The kernel's files.</param>
/// <param name="name">The name of this spawner's own group, the same over restarts.</param>
/// <param name="record">Remembers where groups are made.</param>
internal sealed class ControlGroups(ICgroupFiles files, string name, CgroupRecord record)
{
    // Where version 2 keeps this process, once it has been moved out of the way of its own sandboxes.
    private const string Aside = "silo-main";

    private readonly List<CgroupBase> _bases = [];
    private readonly Dictionary<CgroupController, string> _missing = [];

    /// <summary>What cannot be bounded here, and why.</summary>
    public IReadOnlyDictionary<CgroupController, string> Missing => _missing;

    /// <summary>Where groups are made.</summary>
    public IReadOnlyList<CgroupBase> Bases => _bases;

    /// <summary>Makes this spawner's own groups.</summary>
    /// <param name="layout">The trees there are.</param>
    /// <param name="isRoot">Whether this user may use a tree at its root.</param>
    /// <param name="movable">The processes of the spawner's own group that may be moved out of the way: version 2 takes no group that has processes and groups in it.</param>
    public void Open(CgroupLayout layout, bool isRoot, IReadOnlyList<int> movable)
    {
        var left = new List<CgroupController>();
        foreach (var controller in Enum.GetValues<CgroupController>())
        {
            if (layout.FindLegacy(controller) is not { } legacy) left.Add(controller);
            else OpenLegacy(legacy, controller);
        }

        if (left.Count == 0) return;
        if (layout.Unified is { } unified) OpenUnified(unified, left, isRoot, movable);
        else Miss(left, "no control groups are mounted; mount cgroup2 at /sys/fs/cgroup");
    }

    /// <summary>Makes the group of a sandbox.</summary>
    /// <exception cref="IOException">The kernel refused; nothing of it is left.</exception>
    public SandboxGroup Make(string sandbox, CgroupLimits limits)
    {
        var made = new List<string>();
        try
        {
            foreach (var place in _bases)
            {
                // Each group costs every command a write.
                var texts = place.Controllers.SelectMany(c => place.IsUnified ? limits.Unified(c) : limits.Legacy(c)).ToList();
                if (texts.Count == 0) continue;
                var directory = Path.Combine(place.Directory, sandbox);
                files.Make(directory);
                made.Add(directory);
                foreach (var (file, text, isNeeded) in texts)
                {
                    var path = Path.Combine(directory, file);
                    if (isNeeded || files.Exists(path)) files.Write(path, text);
                }
            }

            return new SandboxGroup(files, made);
        }
        catch (IOException)
        {
            foreach (var directory in made) files.TryRemove(directory);
            throw;
        }
    }

    /// <summary>Removes this spawner's own groups, which must be empty.</summary>
    public void Close()
    {
        // What resists is found by the record at the next start.
        var removed = true;
        foreach (var place in _bases) removed &= files.TryRemove(place.Directory);
        if (removed) record.Clear();
        _bases.Clear();
    }

    private void OpenLegacy(CgroupHierarchy hierarchy, CgroupController controller)
    {
        var directory = Path.Combine(hierarchy.Own, name);
        try
        {
            var at = _bases.FindIndex(b => b.Directory == directory);
            if (at < 0)
            {
                record.Add(directory);
                files.Make(directory);
            }

            var needed = new CgroupLimits(1, 1, 1).Legacy(controller).First(l => l.IsNeeded).File;
            if (!files.Exists(Path.Combine(directory, needed)))
                Miss([controller], $"the kernel has no {needed}");
            if (at < 0) _bases.Add(new CgroupBase(directory, IsUnified: false, _missing.ContainsKey(controller) ? [] : [controller]));
            else if (!_missing.ContainsKey(controller)) _bases[at] = _bases[at] with { Controllers = [.. _bases[at].Controllers, controller] };
        }
        catch (IOException e)
        {
            Miss([controller], $"version 1 groups under {hierarchy.Own} may not be made ({e.Message.TrimEnd('.')}); run silo-spawner serve");
        }
    }

    private void OpenUnified(CgroupHierarchy hierarchy, List<CgroupController> wanted, bool isRoot, IReadOnlyList<int> movable)
    {
        var parent = Path.GetFileName(hierarchy.Own) == Aside ? Path.GetDirectoryName(hierarchy.Own)! : hierarchy.Own;
        var own = Words(files.TryRead(Path.Combine(parent, "cgroup.procs")));
        if (parent != hierarchy.Root && own.Any(pid => !movable.Any(m => $"{m}" == pid)))
        {
            // Others live in the same group. Only the root takes groups beside processes.
            if (!isRoot)
            {
                Miss(wanted, $"{parent} holds other processes and cannot be divided; run silo-spawner serve, or the host in a service of its own with Delegate=yes");
                return;
            }

            parent = hierarchy.Root;
        }

        var available = Words(files.TryRead(Path.Combine(parent, "cgroup.controllers")));
        var absent = wanted.Where(c => !available.Contains(CgroupLayout.NameOf(c))).ToList();
        Miss(absent, $"{parent} has no such controller; in a service set Delegate=yes");
        var usable = wanted.Except(absent).ToList();
        if (usable.Count == 0) return;
        var directory = Path.Combine(parent, name);
        try
        {
            if (parent != hierarchy.Root) MoveAside(parent, own);
            record.Add(directory);
            Enable(parent, usable);
            files.Make(directory);
            Enable(directory, usable);
            _bases.Add(new CgroupBase(directory, IsUnified: true, usable));
        }
        catch (IOException e)
        {
            Miss(usable, $"{parent} may not be divided ({e.Message.TrimEnd('.')}); run silo-spawner serve, or the host in a service with Delegate=yes");
        }
    }

    private void MoveAside(string parent, string[] pids)
    {
        if (pids.Length == 0) return;
        var aside = Path.Combine(parent, Aside);
        files.Make(aside);
        foreach (var pid in pids) files.Write(Path.Combine(aside, "cgroup.procs"), pid);
    }

    private void Enable(string directory, IEnumerable<CgroupController> controllers) =>
        files.Write(Path.Combine(directory, "cgroup.subtree_control"), string.Join(' ', controllers.Select(c => "+" + CgroupLayout.NameOf(c))));

    private void Miss(IEnumerable<CgroupController> controllers, string reason)
    {
        foreach (var controller in controllers) _missing[controller] = reason;
    }

    private static string[] Words(string? text) => text?.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries) ?? [];
}
