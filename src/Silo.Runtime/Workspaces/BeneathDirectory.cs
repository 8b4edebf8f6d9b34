using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Workspaces;

/// <summary>An open directory, and the only way by which the host reaches what lies beneath it.</summary>
/// <remarks>
/// Every path is resolved by openat2 with RESOLVE_BENEATH and no magic links, relative to the open directory: neither <c>..</c>, nor an
/// absolute link, nor a link that a process swaps in between can lead out. Changes are made only to a single name in an open
/// directory, which no link can redirect. Nothing here blocks on a FIFO or a device.
/// </remarks>
internal sealed class BeneathDirectory : IDisposable
{
    // openat2 answers EAGAIN when a rename or mount happened anywhere while it walked over a "..".
    private const int AttemptsMax = 256;
    private readonly SafeFileHandle _handle;
    private readonly string _shown;

    private BeneathDirectory(SafeFileHandle handle, string shown)
    {
        _handle = handle;
        _shown = shown;
    }

    internal SafeFileHandle Handle => _handle;

    /// <summary>Opens a directory of the host itself, by its absolute path.</summary>
    /// <exception cref="PlatformNotSupportedException">The kernel has no openat2 (Linux 5.6).</exception>
    internal static BeneathDirectory OpenTrusted(string hostPath)
    {
        var fd = Libc.OpenTrusted(Terminated(hostPath), Libc.Directory | Libc.CloseOnExec);
        if (fd >= 0) return new BeneathDirectory(new SafeFileHandle((nint)fd, ownsHandle: true), hostPath);
        var error = Marshal.GetLastPInvokeError();
        if (error == FileErrors.NoSystemCall) throw new PlatformNotSupportedException("The kernel has no openat2: Linux 5.6 or newer is needed.");
        throw FileErrors.From(error, hostPath);
    }

    /// <summary>Opens a directory beneath this one; links that stay beneath are followed unless refused.</summary>
    internal BeneathDirectory OpenDirectory(string path, bool followLinks) =>
        TryOpenDirectory(path, followLinks, out var directory) ? directory : throw FileErrors.NotFound(Show(path));

    /// <summary>Opens a directory beneath this one as a boundary of its own: errors name paths relative to it.</summary>
    internal BeneathDirectory OpenBoundary(string path)
    {
        var handle = Open(Terminated(path), Libc.Directory | Libc.ReadOnly, 0, followLinks: false, out var error);
        return handle is not null ? new BeneathDirectory(handle, ".") : throw FileErrors.From(error, path);
    }

    /// <summary>Opens a directory beneath this one; false when nothing is there.</summary>
    internal bool TryOpenDirectory(string path, bool followLinks, [NotNullWhen(true)] out BeneathDirectory? directory)
    {
        directory = null;
        var handle = Open(Terminated(path), Libc.Directory | Libc.ReadOnly, 0, followLinks, out var error);
        if (handle is not null) directory = new BeneathDirectory(handle, Show(path));
        else if (error == FileErrors.TooManyLinks && !followLinks) throw FileErrors.From(FileErrors.NotDirectory, Show(path));
        else if (error != FileErrors.NoEntry) throw FileErrors.From(error, Show(path));
        return directory is not null;
    }

    /// <summary>Opens a directory by one name in this one, without following a link; null when it is gone, or no directory any more.</summary>
    internal BeneathDirectory? TryOpenChild(FileName name)
    {
        var handle = Open(name.Terminated, Libc.Directory | Libc.ReadOnly | Libc.NoFollow, 0, followLinks: false, out var error);
        if (handle is not null) return new BeneathDirectory(handle, Show(name.Escaped()));
        return error is FileErrors.NoEntry or FileErrors.NotDirectory or FileErrors.TooManyLinks ? null : throw FileErrors.From(error, Show(name.Escaped()));
    }

    /// <summary>Opens a regular file to read; links that stay beneath are followed unless refused.</summary>
    internal SafeFileHandle OpenFile(string path, bool followLinks, out FileStatus status) =>
        OpenFile(Terminated(path), Show(path), followLinks, out status);

    /// <summary>Opens a regular file by one name in this directory to read, without following a link.</summary>
    internal SafeFileHandle OpenFile(FileName name, out FileStatus status) => OpenFile(name.Terminated, Show(name.Escaped()), followLinks: false, out status);

    /// <summary>Makes a new, empty file by one name in this directory; what stands there already is an error.</summary>
    internal SafeFileHandle CreateFile(string name)
    {
        var flags = Libc.WriteOnly | Libc.Create | Libc.Exclusive | Libc.NoFollow;
        return Open(Terminated(name), flags, 0b110_000_000, followLinks: false, out var error) ?? throw FileErrors.From(error, Show(name));
    }

    /// <summary>What stands at a path, a link itself included; false for nothing.</summary>
    internal bool TryStatus(string path, out FileStatus status)
    {
        status = default;
        using var handle = Open(Terminated(path), Libc.PathOnly | Libc.NoFollow, 0, followLinks: true, out var error);
        if (handle is null) return error is FileErrors.NoEntry or FileErrors.NotDirectory ? false : throw FileErrors.From(error, Show(path));
        Check(Libc.Status(handle, [0], Libc.AtEmptyPath, out status), path);
        return true;
    }

    /// <summary>What stands at one name in this directory, a link itself included; false when it is gone.</summary>
    internal bool TryStatus(FileName name, out FileStatus status)
    {
        if (Libc.Status(_handle, name.Terminated, Libc.AtNoFollow, out status) == 0) return true;
        var error = Marshal.GetLastPInvokeError();
        return error == FileErrors.NoEntry ? false : throw FileErrors.From(error, Show(name.Escaped()));
    }

    /// <summary>Whose this directory is.</summary>
    internal WorkspaceOwner Owner()
    {
        Check(Libc.Status(_handle, [0], Libc.AtEmptyPath, out var status), ".");
        return status.Owner;
    }

    /// <summary>Whether the host may do whatever the owner of this directory may, without doing anything.</summary>
    /// <remarks>Source: open(2). Without a new time of access, a directory opens for its owner and for who has CAP_FOWNER over that user alone.</remarks>
    internal bool MayActForOwner()
    {
        using var handle = Open(Terminated("."), Libc.Directory | Libc.ReadOnly | Libc.NoAccessTime, 0, followLinks: false, out var error);
        return handle is not null || (error is FileErrors.NotPermitted or FileErrors.AccessDenied ? false : throw FileErrors.From(error, "."));
    }

    /// <summary>Makes a directory by one name in this one.</summary>
    /// <returns>False when something stands there already.</returns>
    internal bool TryMakeDirectory(string name, uint mode)
    {
        if (Libc.MakeDirectory(_handle, Terminated(name), mode) == 0) return true;
        var error = Marshal.GetLastPInvokeError();
        return error == FileErrors.Exists ? false : throw FileErrors.From(error, Show(name));
    }

    /// <summary>Moves one name of this directory to a name in another one on the same file system; a file there is replaced.</summary>
    internal void Move(FileName from, BeneathDirectory target, FileName to) =>
        Check(Libc.Rename(_handle, from.Terminated, target._handle, to.Terminated), to.Escaped());

    /// <summary>Removes a name that is no directory; what is gone already is fine.</summary>
    internal void RemoveFile(FileName name)
    {
        if (Libc.Unlink(_handle, name.Terminated, 0) == 0) return;
        var error = Marshal.GetLastPInvokeError();
        if (error != FileErrors.NoEntry) throw FileErrors.From(error, Show(name.Escaped()));
    }

    /// <summary>Removes an empty directory by its name.</summary>
    /// <returns>False when it is not empty.</returns>
    internal bool TryRemoveDirectory(FileName name)
    {
        if (Libc.Unlink(_handle, name.Terminated, Libc.AtRemoveDirectory) == 0) return true;
        var error = Marshal.GetLastPInvokeError();
        if (error == FileErrors.NoEntry) return true;
        return error is FileErrors.NotEmpty or FileErrors.Exists ? false : throw FileErrors.From(error, Show(name.Escaped()));
    }

    /// <summary>Gives the owner all rights to a directory, by its name, if it may; follows no link.</summary>
    internal void Unlock(FileName name)
    {
        // A path-only handle names the very directory: unlike chmod by name it cannot be led elsewhere by a swapped link.
        using var handle = Open(name.Terminated, Libc.PathOnly | Libc.NoFollow | Libc.Directory, 0, followLinks: false, out _);
        if (handle is null) return;
        // When it may not, whatever needs the rights fails next and says so.
        _ = Libc.ChangeMode(Terminated($"/proc/self/fd/{handle.DangerousGetHandle()}"), 0b111_000_000);
    }

    internal void MakeLink(string target, string name) => Check(Libc.SymbolicLink(Terminated(target), _handle, Terminated(name)), name);

    internal void MakeHardLink(string from, BeneathDirectory target, string name) =>
        Check(Libc.HardLink(_handle, Terminated(from), target._handle, Terminated(name), 0), name);

    /// <summary>Reads where a link points; null when it is none any more, or its text is not valid UTF-8.</summary>
    internal string? ReadLink(FileName name)
    {
        var buffer = new byte[4096];
        var length = (int)Libc.ReadLink(_handle, name.Terminated, buffer, buffer.Length);
        if (length <= 0 || length == buffer.Length) return null;
        return new FileName(buffer.AsSpan(0, length)).TryGetText(out var text) ? text : null;
    }

    /// <summary>The names in this directory, in the kernel's order, without <c>.</c> and <c>..</c>.</summary>
    internal IEnumerable<FileName> Names()
    {
        var buffer = new byte[32 * 1024];
        while (true)
        {
            var length = Libc.GetEntries(_handle, buffer);
            if (length == 0) yield break;
            if (length < 0)
            {
                // The directory was removed while it was read.
                var error = Marshal.GetLastPInvokeError();
                if (error == FileErrors.NoEntry) yield break;
                throw FileErrors.From(error, _shown);
            }

            for (var at = 0; at < length; at += BitConverter.ToUInt16(buffer, at + 16))
            {
                // struct linux_dirent64: inode, offset (8 bytes each), record length (2), type (1), name, NUL.
                var name = buffer.AsSpan(at + 19, BitConverter.ToUInt16(buffer, at + 16) - 19);
                name = name[..name.IndexOf((byte)0)];
                if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8)) yield return new FileName(name);
            }
        }
    }

    /// <summary>Makes the names in this directory durable.</summary>
    internal void Sync() => Check(Libc.Sync(_handle), ".");

    /// <summary>Makes everything on this directory's file system durable.</summary>
    internal void SyncFileSystem() => Check(Libc.SyncFileSystem(_handle), ".");

    internal void ChangeMode(uint mode) => Check(Libc.ChangeMode(_handle, mode), ".");

    public void Dispose() => _handle.Dispose();

    private SafeFileHandle OpenFile(byte[] path, string shown, bool followLinks, out FileStatus status)
    {
        var handle = Open(path, Libc.ReadOnly, 0, followLinks, out var error);
        if (handle is null && error == FileErrors.TooManyLinks && !followLinks) throw FileErrors.NotAFile(shown, "a link");
        if (handle is null) throw FileErrors.From(error, shown);
        var known = Libc.Status(handle, [0], Libc.AtEmptyPath, out status) == 0;
        if (known && status.Kind == WorkspaceEntryKind.File && Libc.Control(handle, Libc.SetStatusFlags, 0) == 0) return handle;
        handle.Dispose();
        throw FileErrors.NotAFile(shown, FileErrors.Describe(known ? status.Kind : WorkspaceEntryKind.Other));
    }

    private SafeFileHandle? Open(byte[] path, int flags, uint mode, bool followLinks, out int error)
    {
        // With PathOnly the kernel refuses all flags but these.
        var pathOnly = (flags & Libc.PathOnly) != 0;
        var how = new OpenHow
        {
            Flags = (ulong)(flags | Libc.CloseOnExec | (pathOnly ? 0 : Libc.NonBlocking | Libc.NoControllingTerminal)),
            Mode = mode,
            Resolve = Libc.ResolveBeneath | Libc.ResolveNoMagicLinks | (followLinks ? 0 : Libc.ResolveNoLinks),
        };
        error = 0;
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var fd = Libc.OpenAt2(_handle, path, ref how);
            if (fd >= 0) return new SafeFileHandle((nint)fd, ownsHandle: true);
            error = Marshal.GetLastPInvokeError();
            if (error is not (FileErrors.Again or FileErrors.Interrupted)) return null;
        }

        return null;
    }

    private void Check(int result, string path)
    {
        if (result != 0) throw FileErrors.From(Marshal.GetLastPInvokeError(), Show(path));
    }

    // What a caller reads in an error: a path inside the workspace, never where the host keeps it.
    private string Show(string path) => _shown is "" or "." || _shown[0] == '/' ? path : path == "." ? _shown : $"{_shown}/{path}";

    private static byte[] Terminated(string path)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, bytes);
        return bytes;
    }
}
