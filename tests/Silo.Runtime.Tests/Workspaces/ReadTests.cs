using System.Net.Sockets;
using Silo.Abstractions.Workspaces;
using Xunit;

namespace Silo.Runtime.Tests.Workspaces;

public sealed class ReadTests : WorkspaceTest
{
    [Fact]
    public async Task Read_RegularFile_ReturnsItsContentAndCanSeek()
    {
        Put("a/b.txt", "hello");
        await using var stream = await Workspace.OpenReadAsync(At("a/b.txt"), Cancellation);
        Assert.Equal(5, stream.Length);
        stream.Seek(3, SeekOrigin.Begin);
        Assert.Equal('l', stream.ReadByte());
    }

    [Theory]
    [InlineData("link", "a/b.txt")]
    [InlineData("a/up", "../c.txt")]
    public async Task Read_LinkThatStaysInside_IsFollowed(string link, string target)
    {
        Put("a/b.txt", "hello");
        Put("c.txt", "hello");
        File.CreateSymbolicLink(Host(link), target);
        Assert.Equal("hello", await ReadAsync(link));
    }

    [Theory]
    [InlineData("link", "{outside}/f", "link")]
    [InlineData("link", "../../../../outside/f", "link")]
    [InlineData("link", "{outside}", "link/f")]
    [InlineData("link", "../../../../outside", "link/f")]
    [InlineData("link", "{files}/a", "link/f")]
    public async Task Read_LinkThatLeavesOrIsAbsolute_IsOutside(string link, string target, string path)
    {
        Put("a/f", "inside");
        File.CreateSymbolicLink(Host(link), target.Replace("{outside}", Outside).Replace("{files}", Workspace.HostPath));
        Assert.Equal("path_outside", await CodeOf(() => ReadAsync(path)));
        if (path != link) Assert.Equal("path_outside", await CodeOf(() => Workspace.StatAsync(At(path), Cancellation)));
    }

    [Fact]
    public async Task Read_LinkToItself_IsInvalid()
    {
        File.CreateSymbolicLink(Host("loop"), "loop");
        Assert.Equal("path_invalid", await CodeOf(() => ReadAsync("loop")));
    }

    [Fact(Timeout = 30_000)]
    public async Task Read_Fifo_IsRefusedAndDoesNotBlock()
    {
        Posix.MakeFifo(Host("fifo"));
        Assert.Equal("not_a_file", await CodeOf(() => ReadAsync("fifo")));
    }

    [Fact]
    public async Task Read_Socket_IsRefused()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Host("s")));
        Assert.Equal("not_a_file", await CodeOf(() => ReadAsync("s")));
    }

    [Fact]
    public async Task Read_Device_IsRefused()
    {
        Assert.SkipUnless(Posix.IsRoot, "only root makes devices");
        Posix.MakeNullDevice(Host("null"));
        Assert.Equal("not_a_file", await CodeOf(() => ReadAsync("null")));
        Assert.Equal(WorkspaceEntryKind.Other, (await Workspace.StatAsync(At("null"), Cancellation))!.Kind);
    }

    [Theory]
    [InlineData(".", "not_a_file")]
    [InlineData("a", "not_a_file")]
    [InlineData("none", "file_not_found")]
    [InlineData("none/none", "file_not_found")]
    [InlineData("a/b/c", "not_a_directory")]
    public async Task Read_WhatIsNoFile_NamesWhy(string path, string code)
    {
        Put("a/b", "x");
        Assert.Equal(code, await CodeOf(() => ReadAsync(path)));
    }

    [Fact]
    public async Task Read_Refused_MessageDoesNotTellTheHostsPath()
    {
        File.CreateSymbolicLink(Host("link"), Outside);
        foreach (var path in new[] { "link/f", "none/none", "." })
        {
            var refused = await Assert.ThrowsAsync<WorkspaceException>(() => ReadAsync(path));
            Assert.DoesNotContain(Key.Session.Value, refused.Message);
            Assert.DoesNotContain("/tmp", refused.Message);
        }
    }

    [Fact]
    public async Task Read_HugeFile_StreamsFromAnyPlace()
    {
        await using (var file = File.Create(Host("huge")))
        {
            file.SetLength(8L << 30);
            file.Seek(-1, SeekOrigin.End);
            file.WriteByte(7);
        }

        await using var stream = await Workspace.OpenReadAsync(At("huge"), Cancellation);
        stream.Seek(-1, SeekOrigin.End);
        Assert.Equal(7, stream.ReadByte());
    }

    [Fact]
    public async Task Stat_EachKind_TellsIt()
    {
        Put("a/f", "abc");
        File.CreateSymbolicLink(Host("out"), "/etc/passwd");
        Posix.MakeFifo(Host("fifo"));
        File.SetLastWriteTimeUtc(Host("a/f"), DateTime.UnixEpoch.AddDays(3));
        Assert.Equal(new WorkspaceEntry(At("a/f"), WorkspaceEntryKind.File, 3, DateTimeOffset.UnixEpoch.AddDays(3)), await Workspace.StatAsync(At("a/f"), Cancellation));
        Assert.Equal(WorkspaceEntryKind.Directory, (await Workspace.StatAsync(At("a"), Cancellation))!.Kind);
        Assert.Equal(WorkspaceEntryKind.Directory, (await Workspace.StatAsync(default, Cancellation))!.Kind);
        Assert.Equal(WorkspaceEntryKind.Link, (await Workspace.StatAsync(At("out"), Cancellation))!.Kind);
        Assert.Equal(WorkspaceEntryKind.Other, (await Workspace.StatAsync(At("fifo"), Cancellation))!.Kind);
        Assert.Null(await Workspace.StatAsync(At("none/none"), Cancellation));
        Assert.Null(await Workspace.StatAsync(At("a/f/x"), Cancellation));
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("")]
    public void Path_Hostile_IsNotAPath(string text) => Assert.False(WorkspacePath.TryParse(text, out _, out _));
}
