using Silo.Sandboxes.Native;
using Silo.Spawner.Users;

namespace Silo.Spawner.Serving;

/// <summary>Finds out where sandboxes can be shown the host's files as their own.</summary>
internal static class MappingCheck
{
    /// <summary>The degradations of the directories whose file system, or whose kernel, cannot map ids.</summary>
    public static async Task<IReadOnlyList<string>> FindUnmappedAsync(IReadOnlyList<string> directories, uint uid, uint hostUid, IdMaps maps)
    {
        var names = new List<string>();
        foreach (var directory in directories)
        {
            try
            {
                using var opened = TrustedPath.OpenDirectoryAt(directory);
                using var tree = MountCalls.Detach(opened);
                MountCalls.Restrict(tree, await maps.GetAsync(uid, hostUid, FileOwner.Of(opened).Gid));
            }
            catch (IOException e)
            {
                names.Add(
                    $"user: sandboxes below {directory} run as the host's user, because its file system cannot map ids ({e.Message.TrimEnd('.')}); " +
                    "put the data directory on ext4, xfs, btrfs or tmpfs, with Linux 5.12 or newer");
            }
        }

        return names;
    }
}
