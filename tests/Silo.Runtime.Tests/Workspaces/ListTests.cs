using Silo.Abstractions.Workspaces;
using Xunit;

namespace Silo.Runtime.Tests.Workspaces;

public sealed class ListTests : WorkspaceTest
{
    [Fact]
    public async Task List_Recursive_IsInOrderAndFollowsNoLink()
    {
        Put("b/z", "1");
        Put("b/a", "2");
        Put("a", "3");
        File.CreateSymbolicLink(Host("c"), Outside);
        File.CreateSymbolicLink(Host("d"), "b");
        Assert.Equal(["a", "b", "b/a", "b/z", "c", "d"], await ListAsync());
        Assert.Equal(["a", "b", "c", "d"], await ListAsync(recursive: false));
        Assert.Equal(["b/a", "b/z"], await ListAsync("b"));
    }

    [Fact]
    public async Task List_MoreThanAskedFor_SaysSo()
    {
        for (var i = 0; i < 5; i++) Put($"f{i}", "");
        var cut = await Workspace.ListAsync(default, recursive: true, 3, Cancellation);
        Assert.Equal(["f0", "f1", "f2"], cut.Entries.Select(e => e.Path.Value));
        Assert.True(cut.Truncated);
        Assert.False((await Workspace.ListAsync(default, recursive: true, 5, Cancellation)).Truncated);
    }

    [Fact]
    public async Task List_LinkOut_IsOutside()
    {
        File.CreateSymbolicLink(Host("c"), Outside);
        Assert.Equal("path_outside", await CodeOf(() => ListAsync("c")));
    }

    [Fact]
    public async Task List_NamesThatNoPathCanHold_AreEscapedAndOther()
    {
        Posix.MakeFile(Workspace.HostPath, [(byte)'a', 0xFF, (byte)'b']);
        Posix.MakeFile(Workspace.HostPath, "line\nbreak"u8.ToArray());
        Directory.CreateDirectory(Host("dir\u001b[31m/in"));
        Posix.MakeFile(Workspace.HostPath, [.. Enumerable.Repeat((byte)1, 255)]);
        var entries = (await Workspace.ListAsync(default, recursive: true, 100, Cancellation)).Entries;
        Assert.All(entries, e => Assert.Equal(WorkspaceEntryKind.Other, e.Kind));
        Assert.Contains(@"a\xffb", entries.Select(e => e.Path.Value));
        Assert.Contains(@"line\x0abreak", entries.Select(e => e.Path.Value));
        Assert.Contains(@"dir\x1b[31m", entries.Select(e => e.Path.Value));
        Assert.Equal(4, entries.Count);
    }

    [Fact]
    public async Task List_DeeperThanAPathCanSay_IsTruncated()
    {
        Posix.MakeDeep(Workspace.HostPath, new string('d', 200), 40);
        var listing = await Workspace.ListAsync(default, recursive: true, 1000, Cancellation);
        Assert.Equal(20, listing.Entries.Count);
        Assert.True(listing.Truncated);
    }

    [Fact]
    public async Task List_TimesThatDotNetCannotHold_AreClamped()
    {
        Put("f", "");
        File.SetLastWriteTimeUtc(Host("f"), DateTime.MaxValue);
        Assert.Single(await ListAsync());
    }

    [Theory]
    [InlineData("none", "file_not_found")]
    [InlineData("f", "not_a_directory")]
    [InlineData("fifo", "not_a_directory")]
    public async Task List_WhatIsNoFolder_NamesWhy(string path, string code)
    {
        Put("f", "");
        Posix.MakeFifo(Host("fifo"));
        Assert.Equal(code, await CodeOf(() => ListAsync(path)));
    }
}
