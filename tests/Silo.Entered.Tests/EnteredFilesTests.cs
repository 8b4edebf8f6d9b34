using System.Formats.Tar;
using System.Text;
using Silo.Abstractions.Workspaces;
using Silo.Sandboxes.Native;
using Xunit;

namespace Silo.Entered.Tests;

/// <summary>Whose the files of a workspace are that a subordinate id owns.</summary>
public sealed class EnteredFilesTests
{
    private static string HostOwner => $"{LibC.geteuid()}:{LibC.getegid()}";

    [Fact]
    public async Task Files_OfEitherSide_AreTheOthersToReadWriteAndRun()
    {
        await using var host = new EnteredHost();
        var (workspace, spec) = await host.NewSessionAsync();
        await using var sandbox = await host.Provider.CreateAsync(spec, default);
        await EnteredHost.WriteAsync(workspace, "new/deep/program", "#!/bin/sh\necho ran\n");

        var run = await EnteredHost.RunAsync(
            sandbox, "cd new/deep && chmod +x program && ./program && umask 077 && mkdir own && echo secret > own/made && id -u && stat -c %u program own/made . ..");

        Assert.Equal((0, "ran\n1000\n1000\n1000\n1000\n1000"), run);
        Assert.Equal("secret\n", await EnteredHost.ReadAsync(workspace, "new/deep/own/made"));
        await EnteredHost.WriteAsync(workspace, "new/deep/own/made", "changed");
        Assert.Equal((0, "changed"), await EnteredHost.RunAsync(sandbox, "cat new/deep/own/made && echo more >> new/deep/own/made"));
        Assert.NotEqual(HostOwner, await EnteredHost.OwnerAsync(spec.WorkspacePath));
        Assert.Equal(await EnteredHost.OwnerAsync(spec.WorkspacePath), await EnteredHost.OwnerAsync($"{spec.WorkspacePath}/new/deep/own/made"));
        await host.Store.DeleteAsync(spec.Key, default);
        Assert.False(Directory.Exists(spec.WorkspacePath));
    }

    [Fact]
    public async Task Tar_ThatTheHostUnpacks_IsTheSandboxsToChange()
    {
        await using var host = new EnteredHost();
        var (workspace, spec) = await host.NewSessionAsync();
        await using var sandbox = await host.Provider.CreateAsync(spec, default);
        await workspace.ImportTarAsync(EnteredHost.At("in"), Tar(), new TarLimits { BytesMax = 1 << 20, EntriesMax = 100 }, default);

        Assert.Equal((0, "1000\n1000\n1000"), await EnteredHost.RunAsync(sandbox, "cd in && stat -c %u folder folder/file link && rm folder/file link && rmdir folder && rmdir ../in"));
    }

    [Fact]
    public async Task Workspace_MadeBefore_IsGivenToItsUserAndNothingElseIs()
    {
        await using var host = new EnteredHost();
        var (_, spec) = await host.NewSessionAsync();
        var outside = host.Files.Folder("outside");
        await File.WriteAllTextAsync($"{outside}/linked", "outside");
        await File.WriteAllTextAsync($"{outside}/hard", "outside");
        var made = await EnteredHost.OutsideAsync(
            "/bin/sh", "-c",
            "cd \"$1\" && mkdir -m 0500 -p a/b/c && chmod 700 a a/b && echo x > a/b/file && ln -s \"$2\" out && ln -s \"$2/linked\" a/link && ln \"$2/hard\" hard && echo y > one && ln one a/two && mkfifo fifo",
            "sh", spec.WorkspacePath, outside);
        Assert.Equal((0, string.Empty), made);

        await using var sandbox = await host.Provider.CreateAsync(spec, default);

        var owner = await EnteredHost.OwnerAsync(spec.WorkspacePath);
        foreach (var path in (string[])["a", "a/b", "a/b/c", "a/b/file", "out", "a/link", "one", "a/two", "fifo"])
            Assert.Equal((path, owner), (path, await EnteredHost.OwnerAsync($"{spec.WorkspacePath}/{path}")));
        foreach (var path in (string[])[outside, $"{outside}/linked", $"{outside}/hard", $"{spec.WorkspacePath}/hard"])
            Assert.Equal((path, HostOwner), (path, await EnteredHost.OwnerAsync(path)));
        Assert.Equal((0, "x"), await EnteredHost.RunAsync(sandbox, "cat a/b/file && rm -r a && echo z > one"));
    }

    [Fact]
    public async Task File_WrittenWhileTheWorkspaceIsGivenAway_IsItsUsersWithItsFolders()
    {
        await using var host = new EnteredHost();
        var (workspace, spec) = await host.NewSessionAsync();
        var content = new MomentStream(Encoding.UTF8.GetBytes("x"), async () => await (await host.Provider.CreateAsync(spec, default)).DisposeAsync());
        await workspace.WriteAsync(EnteredHost.At("new/deep/file"), content, 1 << 20, default);

        var owner = await EnteredHost.OwnerAsync(spec.WorkspacePath);
        Assert.NotEqual(HostOwner, owner);
        foreach (var path in (string[])["new", "new/deep", "new/deep/file"])
            Assert.Equal((path, owner), (path, await EnteredHost.OwnerAsync($"{spec.WorkspacePath}/{path}")));
    }

    [Fact]
    public async Task Tar_UnpackedWhileTheWorkspaceIsGivenAway_IsItsUsersWithTheFolderAroundIt()
    {
        await using var host = new EnteredHost();
        var (workspace, spec) = await host.NewSessionAsync();
        var content = new MomentStream(Tar().ToArray(), async () => await (await host.Provider.CreateAsync(spec, default)).DisposeAsync());
        await workspace.ImportTarAsync(EnteredHost.At("new/deep"), content, new TarLimits { BytesMax = 1 << 20, EntriesMax = 100 }, default);

        var owner = await EnteredHost.OwnerAsync(spec.WorkspacePath);
        Assert.NotEqual(HostOwner, owner);
        foreach (var path in (string[])["new", "new/deep", "new/deep/folder", "new/deep/folder/file", "new/deep/link"])
            Assert.Equal((path, owner), (path, await EnteredHost.OwnerAsync($"{spec.WorkspacePath}/{path}")));
    }

    [Fact]
    public async Task Workspace_ThatIsOpened_IsNotChanged()
    {
        await using var host = new EnteredHost();
        var (_, spec) = await host.NewSessionAsync();
        await (await host.Provider.CreateAsync(spec, default)).DisposeAsync();
        Assert.NotEqual(HostOwner, await EnteredHost.OwnerAsync(spec.WorkspacePath));
        string[] changed = ["/usr/bin/stat", "-c", "%z", spec.WorkspacePath];
        var before = await EnteredHost.OutsideAsync(changed);

        await host.Store.OpenAsync(spec.Key, default);

        Assert.Equal(before, await EnteredHost.OutsideAsync(changed));
    }

    [Fact]
    public async Task Workspace_GivenInPart_IsGivenAgain()
    {
        await using var host = new EnteredHost();
        var (workspace, spec) = await host.NewSessionAsync();
        await EnteredHost.WriteAsync(workspace, "folder/file", "left");
        await using (await host.Provider.CreateAsync(spec, default))
        {
            // Made as a host was killed half-way: the user of the root is set, its group and the rest are not.
        }

        var uid = (await EnteredHost.OwnerAsync(spec.WorkspacePath)).Split(':')[0];
        Assert.Equal(0, (await EnteredHost.OutsideAsync("/bin/chown", "-R", HostOwner, spec.WorkspacePath)).Code);
        Assert.Equal(0, (await EnteredHost.OutsideAsync("/bin/chown", uid, spec.WorkspacePath)).Code);
        await using var sandbox = await host.Provider.CreateAsync(spec, default);

        Assert.Equal((0, "1000\n1000"), await EnteredHost.RunAsync(sandbox, "stat -c %u folder folder/file"));
        Assert.Equal($"{uid}:{uid}", await EnteredHost.OwnerAsync(spec.WorkspacePath));
    }

    [Fact]
    public async Task HostWithoutIds_OnSuchWorkspaces_IsToldByNameAndMend()
    {
        await using var host = new EnteredHost();
        var (_, spec) = await host.NewSessionAsync();
        await using (await host.Provider.CreateAsync(spec, default))
        {
            // Now it belongs to its user.
        }

        var uid = (await EnteredHost.OwnerAsync(spec.WorkspacePath)).Split(':')[0];
        var (code, said) = await EnteredHost.OutsideAsync(
            LibC.geteuid(), LibC.getegid(), Here.Path, "without", host.Files.File("run2"), host.Root, spec.Key.Session.Value, spec.WorkspacePath);

        Assert.Equal(0, code);
        var lines = said.Split('\n');
        Assert.StartsWith($"workspace_foreign: The files of this session belong to user {uid}", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("workspace_foreign: ", lines[1], StringComparison.Ordinal);
        Assert.Equal($"found 1 {spec.Key} {uid}", lines[2]);
        Assert.StartsWith($"sandbox_failed: The workspace belongs to user {uid}", lines[3], StringComparison.Ordinal);
        Assert.Equal(0, (await host.Store.FindForeignAsync(default)).Count);

        // The mend that it names.
        Assert.Equal((0, string.Empty), await EnteredHost.OutsideAsync("/bin/chown", "-R", HostOwner, host.Root));
        (_, said) = await EnteredHost.OutsideAsync(
            LibC.geteuid(), LibC.getegid(), Here.Path, "without", host.Files.File("run2"), host.Root, spec.Key.Session.Value, spec.WorkspacePath);
        Assert.StartsWith("done\ndone\nfound 0", said, StringComparison.Ordinal);
    }

    private static MemoryStream Tar()
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "folder/"));
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "folder/file") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes("x")) });
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "link") { LinkName = "folder/file" });
        }

        tar.Position = 0;
        return tar;
    }
}
