using System.Runtime.InteropServices;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Workspaces;

/// <summary>Whose a workspace is on disk: whatever is made in it becomes that user's.</summary>
/// <remarks>
/// It is the host's own user, unless the host holds subordinate ids: then each workspace belongs to one of them, as its sandbox does, and the host may
/// give files away. The owner may change while the host makes something, when the first sandbox is made: what was made for the old one is given once more.
/// </remarks>
/// <param name="User">The user.</param>
/// <param name="Group">The group.</param>
internal readonly record struct WorkspaceOwner(uint User, uint Group)
{
    /// <summary>Whether that is the host's user, whose everything is that it makes.</summary>
    internal bool IsHost => User == Libc.EffectiveUser();

    /// <summary>Whether the host may give files to it, and so may do everything else to what is its.</summary>
    /// <param name="files">The workspace, which is its already. Nothing of it is changed: it may be another's in the next moment.</param>
    internal bool MayBeActedFor(BeneathDirectory files) => IsHost || files.MayActForOwner();

    /// <summary>Makes sure that the host may act for it.</summary>
    /// <exception cref="WorkspaceException">It may not (<c>workspace_foreign</c>). Do not retry before that is mended.</exception>
    internal void Demand(BeneathDirectory files)
    {
        if (MayBeActedFor(files)) return;
        throw new WorkspaceException(
            "workspace_foreign",
            $"The files of this session belong to user {User} of the machine, for whom this host may not act: it held subordinate ids when they were made. " +
            "Start it by 'silo-spawner enter' again, or give the files back; 'silo doctor' says how.");
    }

    /// <summary>Gives it what the host has just made.</summary>
    internal void GiveNew(SafeHandle file, string shown)
    {
        if (!IsHost) Give(file, shown);
    }

    /// <summary>Gives it a file or a directory.</summary>
    internal void Give(SafeHandle file, string shown)
    {
        if (Libc.ChangeOwner(file, User, Group) != 0) throw FileErrors.From(Marshal.GetLastPInvokeError(), shown);
    }

    /// <summary>Gives it what stands at one name of a directory, a link itself included; what is gone is fine.</summary>
    internal void Give(BeneathDirectory directory, string name)
    {
        if (Libc.ChangeOwner(directory.Handle, new FileName(name).Terminated, User, Group, Libc.AtNoFollow) == 0) return;
        var error = Marshal.GetLastPInvokeError();
        if (error != FileErrors.NoEntry) throw FileErrors.From(error, name);
    }
}
