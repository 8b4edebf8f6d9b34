using System.Formats.Tar;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Workspaces;

/// <summary>Unpacks a tar: into staging first, then moved into the workspace.</summary>
internal static class TarImport
{
    // What an entry may take beside its content: header, extended header, names and padding.
    private const long OverheadBytes = 4096;

    internal static async Task<int> RunAsync(
        BeneathDirectory files,
        BeneathDirectory staging,
        LocalWorkspaceStore store,
        WorkspacePath path,
        Stream tar,
        TarLimits limits,
        CancellationToken cancellationToken)
    {
        var name = store.Names.Next();
        staging.TryMakeDirectory(name, 0b111_000_000);
        try
        {
            using var root = staging.OpenDirectory(name, followLinks: false);
            var owner = files.Owner();
            var stage = new TarStage(root, path, limits, owner);
            await UnpackAsync(tar, stage, limits, cancellationToken);
            // One call for all files: the content is durable before a name leads to it.
            root.SyncFileSystem();
            using var target = FolderMaking.OpenOrMake(files, path.Value, owner);
            var merge = new TarMerge(root, target);
            merge.Plan(stage);
            cancellationToken.ThrowIfCancellationRequested();
            merge.Move();
            if (files.Owner() is var now && now != owner)
            {
                FolderMaking.GiveAgain(files, path.Value, owner, now);
                merge.Give(stage, now);
            }

            target.SyncFileSystem();
            return stage.Files;
        }
        finally
        {
            store.Remove(staging, new FileName(name), CancellationToken.None);
        }
    }

    private static async Task UnpackAsync(Stream tar, TarStage stage, TarLimits limits, CancellationToken cancellationToken)
    {
        var source = new TarSource(tar, checked(limits.BytesMax + limits.EntriesMax * OverheadBytes + (1 << 20)));
        try
        {
            await using var reader = new TarReader(source, leaveOpen: true);
            while (true)
            {
                source.ReadsContent = false;
                var entry = await reader.GetNextEntryAsync(copyData: false, cancellationToken);
                if (entry is null) return;
                source.ReadsContent = true;
                await stage.AddAsync(entry, cancellationToken);
            }
        }
        catch (NotSupportedException e)
        {
            // The reader's answer to old sparse files, volumes and directory lists, which it names.
            throw new WorkspaceException("tar_hostile", $"The tar holds more than files, folders and links: {e.Message} Nothing was unpacked.", e);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or OverflowException)
        {
            throw TarErrors.Invalid(e.Message, e);
        }
    }
}
