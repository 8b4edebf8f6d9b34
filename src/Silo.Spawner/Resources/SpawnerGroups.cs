using System.Security.Cryptography;
using System.Text;
using Silo.Sandboxes.Cgroups;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;

namespace Silo.Spawner.Resources;

/// <summary>Opens a spawner's control groups.</summary>
internal static class SpawnerGroups
{
    private static readonly TimeSpan DeathMax = TimeSpan.FromSeconds(10);

    /// <summary>Finds and makes them; what cannot be bounded is named in the result.</summary>
    /// <param name="run">Gives them a name, and keeps the record of them.</param>
    /// <param name="poller">Waits for processes that are ended.</param>
    /// <param name="time">Bounds that wait.</param>
    /// <param name="movable">Processes that may be moved out of the way.</param>
    public static GroupSource Open(RunDirectory run, FdPoller poller, TimeProvider time, IReadOnlyList<int> movable)
    {
        var files = new CgroupFiles();
        var groups = new ControlGroups(files, NameFor(run.Path), run.CgroupRecord);
        groups.Open(CgroupLayout.Read(), LibC.geteuid() == 0, movable);
        return new GroupSource(groups, new CgroupEnd(files, poller, gone => gone.WaitAsync(DeathMax, time)));
    }

    // The same over restarts, and no other spawner's.
    private static string NameFor(string path) => "silo-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..12];
}
