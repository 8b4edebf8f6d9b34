namespace Silo.Sandboxes.Cgroups;

/// <summary>The trees of control groups that this machine has mounted: version 1, version 2, or both side by side.</summary>
/// <remarks>Source: cgroups(7), proc_pid_mountinfo(5).</remarks>
internal sealed record CgroupLayout(IReadOnlyList<CgroupHierarchy> Hierarchies)
{
    /// <summary>Reads the layout of the running system.</summary>
    /// <exception cref="IOException">/proc is not there.</exception>
    public static CgroupLayout Read() => Parse(File.ReadAllText("/proc/self/mountinfo"), File.ReadAllText("/proc/self/cgroup"));

    /// <summary>Reads the layout.</summary>
    /// <param name="mounts">What /proc/self/mountinfo says.</param>
    /// <param name="groups">What /proc/self/cgroup says.</param>
    public static CgroupLayout Parse(string mounts, string groups)
    {
        var own = ParseGroups(groups);
        var found = new List<CgroupHierarchy>();
        foreach (var line in mounts.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (ParseMount(line, own) is { } hierarchy && !found.Any(f => f.Root == hierarchy.Root)) found.Add(hierarchy);
        }

        return new CgroupLayout(found);
    }

    /// <summary>The tree that can bound something; version 1 wins, because a controller is in one tree only and version 2's are asked for by file.</summary>
    public CgroupHierarchy? FindLegacy(CgroupController controller) =>
        Hierarchies.FirstOrDefault(h => h is { IsUnified: false, Controllers: { } list } && list.Contains(controller));

    public CgroupHierarchy? Unified => Hierarchies.FirstOrDefault(h => h.IsUnified);

    // "4:memory:/user/x" names a group by its controllers; "0::/user/x" is version 2's.
    private static Dictionary<string, string> ParseGroups(string groups)
    {
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in groups.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(':', 3) is not [_, var names, var path]) continue;
            foreach (var name in names.Split(',')) own[name] = path;
        }

        return own;
    }

    // "32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu": the fourth is what of the tree is mounted, the fifth where.
    private static CgroupHierarchy? ParseMount(string line, Dictionary<string, string> own)
    {
        if (line.Split(" - ", 2) is not [var before, var after]) return null;
        var place = before.Split(' ');
        var kind = after.Split(' ');
        if (place.Length < 5 || kind.Length < 3) return null;
        var (mounted, root) = (Unescape(place[3]), Unescape(place[4]));
        if (kind[0] == "cgroup2") return new CgroupHierarchy(IsUnified: true, root, Locate(root, mounted, own.GetValueOrDefault(string.Empty)), Controllers: null);
        if (kind[0] != "cgroup") return null;
        var names = kind[2].Split(',');
        var controllers = Enum.GetValues<CgroupController>().Where(c => names.Contains(NameOf(c), StringComparer.Ordinal)).ToList();
        if (controllers.Count == 0) return null;
        return new CgroupHierarchy(IsUnified: false, root, Locate(root, mounted, own.GetValueOrDefault(NameOf(controllers[0]))), controllers);
    }

    public static string NameOf(CgroupController controller) => controller switch
    {
        CgroupController.Memory => "memory",
        CgroupController.Pids => "pids",
        _ => "cpu",
    };

    // In a container only its own part of the tree is mounted, while the group's path may be told from the tree's root.
    private static string Locate(string root, string mounted, string? path)
    {
        if (path is null) return root;
        if (mounted != "/" && (path == mounted || path.StartsWith(mounted + "/", StringComparison.Ordinal))) path = path[mounted.Length..];
        return path.Split('/').Contains("..") ? root : (root.TrimEnd('/') + "/" + path.Trim('/')).TrimEnd('/');
    }

    private static string Unescape(string text) => text.Replace("\\040", " ", StringComparison.Ordinal).Replace("\\011", "\t", StringComparison.Ordinal);
}
