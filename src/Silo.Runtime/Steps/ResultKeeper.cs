using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Steps;

/// <summary>Keeps the whole of results that are too long for the model in the session's workspace; the oldest go when there are too many.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore's wait handle is never made, so there is nothing to free; a late call may still come.")]
internal sealed class ResultKeeper(ISessionResources resources)
{
    internal const int FilesMax = 32;
    internal const long BytesMax = 64L << 20;

    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Keeps a result.</summary>
    /// <returns>Its path in the workspace; null when it could not be kept: the result is then cut all the same.</returns>
    internal async Task<string?> KeepAsync(long step, byte[] utf8, CancellationToken cancellationToken)
    {
        if (utf8.Length > BytesMax) return null;
        await _one.WaitAsync(cancellationToken);
        try
        {
            var workspace = await resources.WorkspaceAsync(cancellationToken);
            var path = Parse(KeptResults.PathOf(step));
            await MakeRoomAsync(workspace, Folder(path), utf8.Length, cancellationToken);
            await workspace.WriteAsync(path, new MemoryStream(utf8, writable: false), BytesMax, cancellationToken);
            return path.Value;
        }
        catch (Exception e) when (e is WorkspaceException or IOException)
        {
            // What lies there is the agent's to change: a file in the folder's place, rights taken away, a full disk.
            return null;
        }
        finally
        {
            _one.Release();
        }
    }

    private static async Task MakeRoomAsync(IWorkspace workspace, WorkspacePath folder, long bytes, CancellationToken cancellationToken)
    {
        if (await workspace.StatAsync(folder, cancellationToken) is null) return;
        var listing = await workspace.ListAsync(folder, recursive: false, 10_000, cancellationToken);
        var kept = listing.Entries.Where(e => e.Kind == WorkspaceEntryKind.File).Select(e => (Step: StepOf(e.Path), e.Path, e.Size)).Where(e => e.Step > 0).OrderBy(e => e.Step).ToList();
        var total = kept.Sum(e => e.Size) + bytes;
        var left = kept.Count;
        foreach (var (_, path, size) in kept)
        {
            if (left < FilesMax && total <= BytesMax) return;
            await workspace.RemoveFileAsync(path, cancellationToken);
            left--;
            total -= size;
        }
    }

    private static long StepOf(WorkspacePath path)
    {
        var name = path.Value[(path.Value.LastIndexOf('/') + 1)..];
        return name.EndsWith(".txt", StringComparison.Ordinal) && long.TryParse(name[..^4], NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : 0;
    }

    private static WorkspacePath Folder(WorkspacePath file) => Parse(file.Value[..file.Value.LastIndexOf('/')]);

    private static WorkspacePath Parse(string text) =>
        WorkspacePath.TryParse(text, out var path, out var error) ? path : throw new InvalidOperationException(error);
}
