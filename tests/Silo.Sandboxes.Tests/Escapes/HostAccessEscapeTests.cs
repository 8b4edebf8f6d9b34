using System.Text;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Workspaces;
using Silo.Conformance.Journal;
using Silo.Runtime.Identity;
using Silo.Runtime.Workspaces;
using Silo.Sandboxes.Profiles;
using Xunit;

namespace Silo.Sandboxes.Tests.Escapes;

/// <summary>What a sandbox leaves in the workspace for the host to trip over. The control is the host's own way to files; without it: a plain path.</summary>
public sealed class HostAccessEscapeTests : EscapeTest
{
    private const string Secret = "the secret of another session";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string SecretPath => Lab.Host.File("outside/notes");

    [Fact]
    public async Task Link_OutOfTheWorkspace_IsNotFollowed()
    {
        using var store = NewStore();
        var workspace = await OpenAsync(store);
        await Lab.RunAsync($"ln -s {SecretPath} notes; ln -s {Path.GetDirectoryName(SecretPath)} folder", ProfileControls.All);
        foreach (var name in (string[])["notes", "folder/notes"])
        {
            Assert.Equal(Secret, await File.ReadAllTextAsync(Path.Combine(workspace.HostPath, name), Cancellation));
            Assert.Equal("path_outside", await RefusalAsync(workspace, name));
        }
    }

    [Fact]
    public async Task Folder_SwappedForALinkMeanwhile_IsNotFollowed()
    {
        using var store = NewStore();
        var workspace = await OpenAsync(store);
        var sandbox = await Lab.MakeAsync(ProfileControls.All, new SandboxSettings());
        var swapping = EscapeLab.RunInAsync(
            sandbox,
            $"mkdir real; echo mine > real/notes; ln -s {Path.GetDirectoryName(SecretPath)} fake; while :; do mv -T real kept; mv -T fake real; mv -T real fake; mv -T kept real; done");

        // Looks first, as careful code does, and reads what stands there a moment later.
        var folder = Path.Combine(workspace.HostPath, "real");
        await UntilAsync(swapping, () => new DirectoryInfo(folder) is { Exists: true, LinkTarget: null } && ReadOrNull(Path.Combine(folder, "notes")) == Secret);

        var (own, refused) = (0, 0);
        await UntilAsync(swapping, () =>
        {
            var text = ReadAsync(workspace, "real/notes").GetAwaiter().GetResult();
            Assert.NotEqual(Secret, text);
            own += text == "mine\n" ? 1 : 0;
            refused += text is null ? 1 : 0;
            return own >= 100 && refused >= 100;
        });
        await sandbox.EndAsync();
        Assert.Equal(SandboxExitCause.SandboxDied, (await swapping).Exit.Cause);
    }

    [Fact]
    public async Task Fifo_InsteadOfAFile_DoesNotHoldTheHost()
    {
        using var store = NewStore();
        var workspace = await OpenAsync(store);
        await Lab.RunAsync("mkfifo notes", ProfileControls.All);

        // A plain read waits until the sandbox is pleased to write, and gets what it writes then.
        var held = Task.Run(() => File.ReadAllText(Path.Combine(workspace.HostPath, "notes")), Cancellation);
        await Lab.RunAsync("echo late > notes", ProfileControls.All);
        Assert.Equal("late\n", await held);
        Assert.Equal("not_a_file", await RefusalAsync(workspace, "notes"));
    }

    [Fact]
    public async Task Device_InsteadOfAFile_IsNotRead()
    {
        using var store = NewStore();
        var workspace = await OpenAsync(store);
        await Lab.RunAsync("ln -s /dev/zero notes", ProfileControls.All);
        await using (var endless = File.OpenRead(Path.Combine(workspace.HostPath, "notes")))
            Assert.Equal(0, endless.ReadByte());
        Assert.Equal("path_outside", await RefusalAsync(workspace, "notes"));
    }

    [Fact]
    public async Task Name_ThatLeadsOut_IsRefused()
    {
        using var store = NewStore();
        var workspace = await OpenAsync(store);
        var up = Path.GetRelativePath(workspace.HostPath, SecretPath);
        Assert.StartsWith("../", up, StringComparison.Ordinal);
        foreach (var name in (string[])[up, SecretPath, "a/../" + up])
        {
            if (!name.StartsWith('a')) Assert.Equal(Secret, await File.ReadAllTextAsync(Path.Combine(workspace.HostPath, name), Cancellation));
            Assert.False(WorkspacePath.TryParse(name, out _, out _));
        }
    }

    [Fact]
    public async Task Name_WithControlCharacters_IsShownWithoutThem()
    {
        using var store = NewStore();
        var workspace = await OpenAsync(store);
        await Lab.RunAsync("touch \"$(printf 'notes\\nfile: fake \\033[2J')\"", ProfileControls.All);
        Assert.Contains('\u001b', Assert.Single(Directory.GetFiles(workspace.HostPath)));
        var listed = Assert.Single((await workspace.ListAsync(default, recursive: true, 10, Cancellation)).Entries);
        Assert.DoesNotContain(listed.Path.Value, char.IsControl);
    }

    private LocalWorkspaceStore NewStore() => new(Lab.Host.File("workspaces"), new SystemRandomSource());

    private async Task<IWorkspace> OpenAsync(LocalWorkspaceStore store)
    {
        Lab.Host.Folder("outside");
        await File.WriteAllTextAsync(SecretPath, Secret, Cancellation);
        var workspace = await store.OpenAsync(new SessionKey(TenantId.Default, new TestIds().Session()), Cancellation);
        Lab.Workspace = workspace.HostPath;
        return workspace;
    }

    // No number of rounds is enough for certain: goes on until the sandbox itself ends.
    private static async Task UntilAsync(Task sandbox, Func<bool> isDone)
    {
        await Task.Yield();
        while (!isDone()) Assert.False(sandbox.IsCompleted, "The sandbox ended before the race was lost.");
    }

    private static string? ReadOrNull(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task<string?> ReadAsync(IWorkspace workspace, string name)
    {
        try
        {
            using var reader = new StreamReader(await workspace.OpenReadAsync(At(name), Cancellation), Encoding.UTF8);
            return await reader.ReadToEndAsync(Cancellation);
        }
        catch (WorkspaceException)
        {
            return null;
        }
    }

    private static async Task<string> RefusalAsync(IWorkspace workspace, string name) =>
        (await Assert.ThrowsAsync<WorkspaceException>(() => workspace.OpenReadAsync(At(name), Cancellation))).Code;

    private static WorkspacePath At(string name) => WorkspacePath.TryParse(name, out var path, out var error) ? path : throw new ArgumentException(error, nameof(name));
}
