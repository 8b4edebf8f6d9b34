using Microsoft.Win32.SafeHandles;

namespace Silo.Sandboxes.Native;

/// <summary>Gives a tree of files to a user.</summary>
/// <remarks>
/// <para>
/// By open files and never by path: no link is followed, nothing that is swapped meanwhile leads elsewhere, and no other file system is entered. A file that
/// has a name outside of the tree, too, stays whose it is: it may be shared, by links, with something that is not the tree's.
/// </para>
/// <para>
/// The user of the root is set first and its group last. So what the host makes meanwhile, for the root's user, is right already; and a tree that was
/// given in part is told by its root, and given again.
/// </para>
/// </remarks>
internal static unsafe class TreeOwner
{
    /// <summary>Deepest directory.</summary>
    public const int DepthMax = 512;

    /// <summary>Most files with several names, which have to be kept in mind.</summary>
    public const int LinkedMax = 1 << 20;

    private const int PathOnly = 0x200000;
    private const uint Unchanged = uint.MaxValue;

    /// <summary>Gives it, unless it is the user's already. Nothing hostile may run in it.</summary>
    /// <param name="root">The root, held for naming.</param>
    /// <param name="uid">The user.</param>
    /// <param name="gid">The group.</param>
    /// <param name="cancellationToken">Leaves it given in part, to be given again.</param>
    /// <returns>How many entries were given.</returns>
    /// <exception cref="IOException">The root may not be given, or the tree is deeper or has more links than it may. What was given stays given.</exception>
    public static long Give(SafeFileHandle root, uint uid, uint gid, CancellationToken cancellationToken)
    {
        var owner = FileOwner.Of(root);
        if (owner.Uid == uid && owner.Gid == gid) return 0;
        GiveRoot(root, uid, Unchanged);
        var count = GiveBelow(root, owner.Device, uid, gid, cancellationToken);
        GiveRoot(root, uid, gid);
        return count + 1;
    }

    private static void GiveRoot(SafeFileHandle root, uint uid, uint gid)
    {
        if (!FileOwner.TryGiveHeld(root, uid, gid)) throw new IOException($"The workspace may not be given to user {uid}.");
    }

    private static long GiveBelow(SafeFileHandle root, ulong device, uint uid, uint gid, CancellationToken cancellationToken)
    {
        var namesSeen = new Dictionary<ulong, uint>();
        var levels = new Stack<DirectoryLevel>();
        var count = 0L;
        try
        {
            levels.Push(Enter(root));
            while (levels.TryPeek(out var level))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (level.Next() is not { } name)
                {
                    levels.Pop().Dispose();
                    continue;
                }

                // Gone meanwhile: the host may remove files.
                using var entry = Hold(level.Handle, name);
                if (entry is null) continue;
                var owner = FileOwner.Of(entry);
                if (owner.Device != device) continue;
                if (owner.IsDirectory)
                {
                    if (levels.Count >= DepthMax) throw new IOException($"The workspace has folders more than {DepthMax} deep; move or remove them.");
                    levels.Push(Enter(entry));
                }
                else if (owner.Links > 1 && !IsLastName(namesSeen, owner))
                {
                    continue;
                }

                // What may not be given, as a file of root's, stays whose it is.
                if ((owner.Uid != uid || owner.Gid != gid) && FileOwner.TryGiveHeld(entry, uid, gid)) count++;
            }

            return count;
        }
        finally
        {
            foreach (var level in levels) level.Dispose();
        }
    }

    // Given by the last of its names, when all of them were met in the tree.
    private static bool IsLastName(Dictionary<ulong, uint> seen, in FileOwner file)
    {
        if (seen.Count >= LinkedMax) throw new IOException($"The workspace has more than {LinkedMax} files with several names.");
        return (seen[file.Inode] = seen.GetValueOrDefault(file.Inode) + 1) == file.Links;
    }

    private static DirectoryLevel Enter(SafeFileHandle directory) =>
        DirectoryLevel.TryOpen(directory, ".\0"u8) ?? throw new IOException("A folder of the workspace cannot be read.");

    private static SafeFileHandle? Hold(SafeFileHandle directory, ReadOnlySpan<byte> name)
    {
        fixed (byte* text = name)
        {
            var opened = LibC.openat(directory, text, PathOnly | LibC.OpenNoFollow | LibC.OpenCloseOnExec);
            return opened < 0 ? null : new SafeFileHandle(opened, ownsHandle: true);
        }
    }
}
