using System.Formats.Tar;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Workspaces;

/// <summary>Writes a folder as a pax tar: regular files, folders, and links that stay inside the folder.</summary>
/// <remarks>
/// Left out: FIFOs, sockets, devices, links that lead or may lead out, and names that are not valid UTF-8 or hold control characters;
/// so that what is written can be unpacked again. The bounds are those of <see cref="TarLimits"/>, checked before the first byte.
/// </remarks>
internal static class TarExport
{
    private const uint AnyExecute = 0b001_001_001;
    private static readonly TarLimits Limits = new();

    internal static async Task RunAsync(BeneathDirectory start, Stream tar, CancellationToken cancellationToken)
    {
        CheckBounds(start, cancellationToken);
        // Not disposed when an entry fails: disposing writes the end mark, and the reader would take a part for the whole.
        var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true);
        var entries = 0;
        var bytes = 0L;
        foreach (var item in new TreeWalk(start, recursive: true).Items(cancellationToken))
        {
            Count(item, ref entries, ref bytes);
            if (item.Addressable) await WriteAsync(start, writer, item, cancellationToken);
        }

        await writer.DisposeAsync();
    }

    private static void CheckBounds(BeneathDirectory start, CancellationToken cancellationToken)
    {
        var walk = new TreeWalk(start, recursive: true);
        var entries = 0;
        var bytes = 0L;
        foreach (var item in walk.Items(cancellationToken)) Count(item, ref entries, ref bytes);
        if (walk.Truncated) throw TooLarge();
    }

    private static void Count(TreeItem item, ref int entries, ref long bytes)
    {
        entries++;
        bytes += item.Size;
        if (entries > Limits.EntriesMax || bytes > Limits.BytesMax) throw TooLarge();
    }

    private static WorkspaceException TooLarge() =>
        new("tar_too_large", $"The folder holds more than {Limits.EntriesMax} entries or {Limits.BytesMax} bytes. Ask for a smaller folder.");

    private static async Task WriteAsync(BeneathDirectory start, TarWriter writer, TreeItem item, CancellationToken cancellationToken)
    {
        switch (item.Kind)
        {
            case WorkspaceEntryKind.Directory:
                await writer.WriteEntryAsync(Entry(TarEntryType.Directory, item.Path + "/", item, executable: true), cancellationToken);
                break;
            case WorkspaceEntryKind.Link:
                if (ReadLink(start, item.Path) is not { } target || !LinkRule.StaysInside(item.Path, target)) break;
                var link = Entry(TarEntryType.SymbolicLink, item.Path, item, executable: true);
                link.LinkName = target;
                await writer.WriteEntryAsync(link, cancellationToken);
                break;
            case WorkspaceEntryKind.File:
                await WriteFileAsync(start, writer, item, cancellationToken);
                break;
        }
    }

    private static async Task WriteFileAsync(BeneathDirectory start, TarWriter writer, TreeItem item, CancellationToken cancellationToken)
    {
        FileStream content;
        try
        {
            content = new FileStream(start.OpenFile(item.Path, followLinks: false, out _), FileAccess.Read, bufferSize: 1, isAsync: false);
        }
        catch (WorkspaceException e) when (e.Code is "file_not_found" or "not_a_file" or "not_a_directory")
        {
            // Removed or replaced since the folder was read.
            return;
        }

        await using (content)
        {
            var entry = Entry(TarEntryType.RegularFile, item.Path, item, (item.Permissions & AnyExecute) != 0);
            entry.DataStream = new ExactStream(content, item.Size);
            await writer.WriteEntryAsync(entry, cancellationToken);
        }
    }

    private static PaxTarEntry Entry(TarEntryType type, string path, TreeItem item, bool executable) => new(type, path)
    {
        Mode = (UnixFileMode)(executable ? 0b111_101_101 : 0b110_100_100),
        ModificationTime = item.ModifiedAt < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : item.ModifiedAt,
    };

    private static string? ReadLink(BeneathDirectory start, string path)
    {
        var slash = path.LastIndexOf('/');
        using var parent = start.OpenDirectory(slash < 0 ? "." : path[..slash], followLinks: false);
        return parent.ReadLink(new FileName(path[(slash + 1)..]));
    }
}
