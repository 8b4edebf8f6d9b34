using System.Globalization;
using Silo.Sandboxes.Native;
using Silo.Spawner.Users;

namespace Silo.Spawner.Entering;

/// <summary>Finds the subordinate ids that <c>silo-spawner enter</c> gave the host, and with it this process.</summary>
internal static class EnteredIds
{
    /// <summary>The ids; null when this process holds none.</summary>
    public static UidRange? Find() =>
        FindIn(File.ReadAllText("/proc/self/uid_map"), File.ReadAllText("/proc/self/gid_map"), File.ReadAllText("/proc/self/status"), LibC.geteuid(), LibC.getegid());

    /// <summary>Tells it from what the kernel says of a process.</summary>
    /// <remarks>A map that shows ids as others, as containers have, does not count: ranges are locked by the numbers that the machine knows.</remarks>
    internal static UidRange? FindIn(string uidMap, string gidMap, string status, uint uid, uint gid)
    {
        var (uids, gids) = (Lines(uidMap), Lines(gidMap));
        if (!Capabilities.AreIn(status) || !uids.Contains((uid, uid, 1)) || !gids.Contains((gid, gid, 1))) return null;
        foreach (var line in uids.Intersect(gids))
            if (line.Inside == line.Outside && UidRange.TryParse($"{line.Inside}-{line.Inside + (ulong)line.Count - 1}") is { } range && !range.Contains(uid)) return range;
        return null;
    }

    private static List<(uint Inside, uint Outside, uint Count)> Lines(string map) =>
    [
        .. map.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(field => uint.Parse(field, CultureInfo.InvariantCulture)).ToArray())
            .Where(fields => fields.Length == 3)
            .Select(fields => (fields[0], fields[1], fields[2])),
    ];
}
