using System.Runtime.InteropServices;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Workspaces;

/// <summary>What statx says of a file (statx(2), struct statx: the same on every architecture).</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileStatus
{
    private const int TypeMask = 0xF000;

    [FieldOffset(20)]
    private uint _uid;

    [FieldOffset(24)]
    private uint _gid;

    [FieldOffset(28)]
    private ushort _mode;

    [FieldOffset(40)]
    private ulong _size;

    [FieldOffset(112)]
    private long _modifiedSeconds;

    [FieldOffset(120)]
    private uint _modifiedNanoseconds;

    internal readonly WorkspaceEntryKind Kind => (_mode & TypeMask) switch
    {
        0x8000 => WorkspaceEntryKind.File,
        0x4000 => WorkspaceEntryKind.Directory,
        0xA000 => WorkspaceEntryKind.Link,
        _ => WorkspaceEntryKind.Other,
    };

    internal readonly long Size => Kind == WorkspaceEntryKind.File ? (long)Math.Min(_size, long.MaxValue) : 0;

    /// <summary>Who may read, write and run it; without set-uid, set-gid and sticky, which the host never sets.</summary>
    internal readonly uint Permissions => (uint)_mode & 0x1FF;

    /// <summary>Whose it is.</summary>
    internal readonly WorkspaceOwner Owner => new(_uid, _gid);

    // A process may set any time on its files, also one that .NET cannot hold.
    internal readonly DateTimeOffset ModifiedAt => DateTimeOffset
        .FromUnixTimeSeconds(Math.Clamp(_modifiedSeconds, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds() - 1))
        .AddTicks(_modifiedNanoseconds / 100);
}
