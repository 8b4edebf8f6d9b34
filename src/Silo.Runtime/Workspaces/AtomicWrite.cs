using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Workspaces;

/// <summary>Replaces a file as a whole: written and made durable in staging, then moved over the old one by one rename.</summary>
internal sealed class AtomicWrite
{
    internal const int BufferBytes = 64 * 1024;
    private const uint NewFileMode = 0b110_100_100;
    private readonly BeneathDirectory _files;
    private readonly BeneathDirectory _staging;
    private readonly string _name;

    /// <param name="files">The workspace; not disposed here.</param>
    /// <param name="staging">A directory on the same file system that no sandbox sees; not disposed here.</param>
    /// <param name="name">A name in staging that nothing else uses.</param>
    internal AtomicWrite(BeneathDirectory files, BeneathDirectory staging, string name)
    {
        _files = files;
        _staging = staging;
        _name = name;
    }

    internal async Task<long> RunAsync(WorkspacePath path, Stream content, long bytesMax, CancellationToken cancellationToken)
    {
        if (path.IsRoot) throw FileErrors.NotAFile(path.Value, "a folder");
        var mode = _files.TryStatus(path.Value, out var old) ? KeptMode(path, old) : NewFileMode;
        var staged = new FileName(_name);
        var owner = _files.Owner();
        try
        {
            using var file = _staging.CreateFile(_name);
            var written = await CopyAsync(content, file, path.Value, bytesMax, cancellationToken);
            Check(Libc.ChangeMode(file, mode), path.Value);
            owner.GiveNew(file, path.Value);
            Check(Libc.Sync(file), path.Value);
            cancellationToken.ThrowIfCancellationRequested();
            Publish(path, staged, owner);
            GiveAgain(path, file, owner);
            return written;
        }
        catch
        {
            _staging.RemoveFile(staged);
            throw;
        }
    }

    /// <summary>Copies a stream into an open file.</summary>
    /// <exception cref="WorkspaceException">More than <paramref name="bytesMax"/>, or no room.</exception>
    internal static async Task<long> CopyAsync(
        Stream content, SafeFileHandle file, string shown, long bytesMax, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var total = 0L;
            int count;
            while ((count = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                total += count;
                if (total > bytesMax) throw new WorkspaceException("file_too_large", $"'{shown}' is larger than the {bytesMax} bytes that are allowed.");
                WriteAll(file, buffer.AsSpan(0, count), shown);
            }

            return total;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void WriteAll(SafeFileHandle file, Span<byte> bytes, string shown)
    {
        while (bytes.Length > 0)
        {
            var count = (int)Libc.Write(file, ref MemoryMarshal.GetReference(bytes), bytes.Length);
            if (count >= 0) bytes = bytes[count..];
            else if (Marshal.GetLastPInvokeError() != FileErrors.Interrupted) throw FileErrors.From(Marshal.GetLastPInvokeError(), shown);
        }
    }

    private void Publish(WorkspacePath path, FileName staged, WorkspaceOwner owner)
    {
        var target = new FileName(path.Value[(path.Value.LastIndexOf('/') + 1)..]);
        using var parent = FolderMaking.OpenOrMake(_files, ParentOf(path), owner);
        if (parent.TryStatus(target, out var old)) KeptMode(path, old);
        _staging.Move(staged, parent, target);
        parent.Sync();
    }

    private void GiveAgain(WorkspacePath path, SafeFileHandle file, WorkspaceOwner before)
    {
        var now = _files.Owner();
        if (now == before) return;
        FolderMaking.GiveAgain(_files, ParentOf(path), before, now);
        now.Give(file, path.Value);
    }

    private static string ParentOf(WorkspacePath path) => path.Value.LastIndexOf('/') is var slash and > 0 ? path.Value[..slash] : ".";

    // A rename would put a file in the place of a link or a FIFO just as well: harmless, but not what the caller meant.
    private static uint KeptMode(WorkspacePath path, in FileStatus old) =>
        old.Kind == WorkspaceEntryKind.File ? old.Permissions : throw FileErrors.NotAFile(path.Value, FileErrors.Describe(old.Kind));

    private static void Check(int result, string shown)
    {
        if (result != 0) throw FileErrors.From(Marshal.GetLastPInvokeError(), shown);
    }
}
