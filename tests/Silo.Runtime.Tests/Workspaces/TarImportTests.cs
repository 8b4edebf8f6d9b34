using System.Formats.Tar;
using System.Text;
using Silo.Abstractions.Workspaces;
using Xunit;

namespace Silo.Runtime.Tests.Workspaces;

public sealed class TarImportTests : WorkspaceTest
{
    public static TheoryData<string, byte[]> Hostile => new()
    {
        { "absolute", TarBytes.File("/etc/evil", "x") },
        { "parent", TarBytes.File("../evil", "x") },
        { "parent inside", TarBytes.File("a/../../evil", "x") },
        { "parent that stays", TarBytes.File("a/../evil", "x") },
        { "pax path", [.. TarBytes.Pax(("path", "../evil")), .. TarBytes.File("good", "x")] },
        { "pax link path", [.. TarBytes.Pax(("linkpath", "/etc")), .. TarBytes.Link("l", "good")] },
        { "GNU long name", [.. TarBytes.Entry("././@LongLink", 'L', Encoding.UTF8.GetBytes("../" + new string('e', 200) + "\0")), .. TarBytes.File("good", "x")] },
        { "control character", TarBytes.File("a\nb", "x") },
        { "escape sequence", TarBytes.File("a\u001b[31m", "x") },
        { "invalid UTF-8", [.. TarBytes.Header([(byte)'a', 0xFF], '0', 0)] },
        { "long name", [.. TarBytes.Pax(("path", new string('n', 256))), .. TarBytes.File("good", "x")] },
        { "link absolute", TarBytes.Link("l", "/etc/passwd") },
        { "link up", TarBytes.Link("l", "../x") },
        { "link up from below", TarBytes.Link("a/l", "../../x") },
        { "link up in the middle", TarBytes.Link("a/l", "b/../../../x") },
        { "link through a link", [.. TarBytes.Folder("d"), .. TarBytes.Link("d/l", ".."), .. TarBytes.Link("m", "d/l/../x")] },
        { "link with control", TarBytes.Link("l", "a\nb") },
        { "link empty", TarBytes.Link("l", "") },
        { "file through a link", [.. TarBytes.Link("l", "d"), .. TarBytes.File("l/f", "x")] },
        { "file over a link", [.. TarBytes.Folder("d"), .. TarBytes.Link("l", "d"), .. TarBytes.File("l", "x")] },
        { "link over a folder", [.. TarBytes.Folder("d"), .. TarBytes.Link("d", "e"), .. TarBytes.File("d/f", "x")] },
        { "folder over a link", [.. TarBytes.Link("d", "e"), .. TarBytes.Folder("d")] },
        { "file twice", [.. TarBytes.File("f", "1"), .. TarBytes.File("f", "2")] },
        { "file twice, spelled apart", [.. TarBytes.File("f", "1"), .. TarBytes.File("./f", "2")] },
        { "file through a file", [.. TarBytes.File("f", "1"), .. TarBytes.File("f/g", "2")] },
        { "hard link outside", TarBytes.HardLink("h", "/etc/passwd") },
        { "hard link up", TarBytes.HardLink("h", "../x") },
        { "hard link to nothing", TarBytes.HardLink("h", "nothing") },
        { "hard link to a link", [.. TarBytes.Link("l", "f"), .. TarBytes.HardLink("h", "l")] },
        { "hard link to a folder", [.. TarBytes.Folder("d"), .. TarBytes.HardLink("h", "d")] },
        { "hard link to itself", TarBytes.HardLink("h", "h") },
        { "hard link to a file that stands in the workspace", TarBytes.HardLink("h", "old") },
        { "character device", TarBytes.Entry("dev", '3', []) },
        { "block device", TarBytes.Entry("dev", '4', []) },
        { "FIFO", TarBytes.Entry("fifo", '6', []) },
        { "contiguous", TarBytes.Entry("c", '7', []) },
        { "GNU sparse", TarBytes.Entry("s", 'S', []) },
        { "pax sparse", [.. TarBytes.Pax(("GNU.sparse.major", "1"), ("GNU.sparse.realsize", "9999999999")), .. TarBytes.File("s", "x")] },
        { "file in the place of the root", TarBytes.File(".", "x") },
        { "link in the place of the root", TarBytes.Link(".", "x") },
    };

    public static TheoryData<string, byte[]> Malformed => new()
    {
        { "no tar", Encoding.ASCII.GetBytes(new string('x', 2048)) },
        { "bad checksum", [.. TarBytes.File("f", "x").Select((b, i) => i == 0 ? (byte)'g' : b)] },
        { "cut in a header", TarBytes.File("f", "x")[..300] },
        { "cut in a file", TarBytes.File("f", new byte[5000])[..1024] },
        { "pax header cut", [.. TarBytes.Entry("pax", 'x', "10 path=a\n"u8.ToArray(), size: 400)[..600]] },
        { "pax header that is none", [.. TarBytes.Entry("pax", 'x', "nonsense"u8.ToArray()), .. TarBytes.File("f", "x")] },
        { "negative size", Negative() },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Import_HostileEntry_RefusesAllAndTouchesNothing(string what, byte[] entries)
    {
        Put("old", "old");
        foreach (var stream in new[] { TarBytes.Of(TarBytes.File("first", "1"), entries, TarBytes.File("last", "1")), TarBytes.Of(entries) })
            Assert.True(await CodeOf(() => ImportAsync(stream)) == "tar_hostile", what);
        Assert.Equal(["old"], await ListAsync());
        AssertOutsideUntouched();
        AssertNothingStaged();
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Import_Malformed_RefusesAllAndTouchesNothing(string what, byte[] tar)
    {
        Assert.True(await CodeOf(() => ImportAsync(new MemoryStream(tar))) == "tar_invalid", what);
        Assert.Empty(await ListAsync());
        AssertNothingStaged();
    }

    [Fact]
    public async Task Import_EveryCutOfATar_IsRefusedOrWhole()
    {
        var whole = TarBytes.Of([.. TarBytes.Pax(("path", "long/" + new string('n', 150))), .. TarBytes.File("x", new byte[700])], TarBytes.Link("l", "long")).ToArray();
        for (var length = 0; length < whole.Length; length += 97)
        {
            var failure = await Record.ExceptionAsync(() => ImportAsync(new MemoryStream(whole[..length])));
            Assert.True(failure is null or WorkspaceException { Code: "tar_invalid" }, $"{length}: {failure}");
        }

        AssertNothingStaged();
    }

    [Fact]
    public async Task Import_Good_UnpacksFilesFoldersLinksAndModes()
    {
        var count = await ImportAsync(TarBytes.Of(
            TarBytes.Folder("./"),
            TarBytes.Folder("./bin/"),
            TarBytes.File("./bin/run", "#!/bin/sh", mode: 0x1ED),
            TarBytes.File("a/b/c.txt", "deep", mode: 0x180),
            TarBytes.Link("a/up", "../bin/run"),
            TarBytes.Link("dangling", "not/yet"),
            TarBytes.HardLink("hard", "a/b/c.txt"),
            TarBytes.File("empty", "")));
        Assert.Equal(4, count);
        Assert.Equal(["a", "a/b", "a/b/c.txt", "a/up", "bin", "bin/run", "dangling", "empty", "hard"], await ListAsync());
        Assert.Equal("#!/bin/sh", await ReadAsync("a/up"));
        Assert.Equal("deep", await ReadAsync("hard"));
        Assert.Equal("755", Posix.ModeOf(Host("bin/run")));
        Assert.Equal("644", Posix.ModeOf(Host("a/b/c.txt")));
        Assert.Equal("755", Posix.ModeOf(Host("a/b")));
        AssertNothingStaged();
    }

    [Fact]
    public async Task Import_IntoAFolder_MergesAndReplaces()
    {
        Put("d/keep", "keep");
        Put("d/sub/old", "old");
        Put("d/sub/same", "old");
        File.CreateSymbolicLink(Host("d/link"), SecretPath);
        await ImportAsync(TarBytes.Of(TarBytes.File("sub/same", "new"), TarBytes.File("sub/more", "new"), TarBytes.File("link", "new")), "d");
        Assert.Equal(["d", "d/keep", "d/link", "d/sub", "d/sub/more", "d/sub/old", "d/sub/same"], await ListAsync());
        Assert.Equal("new", await ReadAsync("d/sub/same"));
        Assert.Equal("new", await ReadAsync("d/link"));
        AssertOutsideUntouched();
    }

    [Fact]
    public async Task Import_MissingFolder_MakesIt()
    {
        await ImportAsync(TarBytes.Of(TarBytes.File("f", "x")), "a/b");
        Assert.Equal("x", await ReadAsync("a/b/f"));
    }

    [Fact]
    public async Task Import_Clash_IsRefusedBeforeAnythingMoves()
    {
        Directory.CreateDirectory(Host("z"));
        Put("y", "file");
        Assert.Equal("not_a_file", await CodeOf(() => ImportAsync(TarBytes.Of(TarBytes.File("a", "x"), TarBytes.File("z", "x")))));
        Assert.Equal("not_a_directory", await CodeOf(() => ImportAsync(TarBytes.Of(TarBytes.File("a", "x"), TarBytes.File("y/f", "x")))));
        File.CreateSymbolicLink(Host("w"), Outside);
        Assert.Equal("not_a_directory", await CodeOf(() => ImportAsync(TarBytes.Of(TarBytes.File("a", "x"), TarBytes.File("w/f", "x")))));
        Assert.Equal("path_outside", await CodeOf(() => ImportAsync(TarBytes.Of(TarBytes.File("f", "x")), "w")));
        Assert.Equal(["w", "y", "z"], await ListAsync());
        AssertOutsideUntouched();
        AssertNothingStaged();
    }

    [Fact]
    public async Task Import_Bounds_AreExact()
    {
        var limits = new TarLimits { BytesMax = 10, EntriesMax = 3 };
        Assert.Equal("tar_too_large", await CodeOf(() => ImportAsync(TarBytes.Of(TarBytes.File("a", "12345"), TarBytes.File("b", "123456")), limits: limits)));
        Assert.Equal("tar_too_large", await CodeOf(() => ImportAsync(TarBytes.Of(TarBytes.File("a/b/c/d", "1")), limits: limits)));
        Assert.Empty(await ListAsync());
        Assert.Equal(2, await ImportAsync(TarBytes.Of(TarBytes.File("d/a", "12345"), TarBytes.File("d/b", "12345")), limits: limits));
    }

    [Theory]
    [InlineData('x')]
    [InlineData('g')]
    [InlineData('L')]
    [InlineData('K')]
    public async Task Import_ClaimOfAHugeExtendedHeader_TakesNoMemory(char type)
    {
        var tar = TarBytes.Of(TarBytes.File("first", "1"), TarBytes.Header("pax"u8.ToArray(), type, 1_900_000_000));
        await ImportAsync(TarBytes.Of(TarBytes.File("warm", "1")));
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Equal("tar_too_large", await CodeOf(() => ImportAsync(tar)));
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 64 << 20);
    }

    [Fact]
    public async Task Import_FileOfHeaderSizeThatLooksLikeOne_IsTaken()
    {
        var content = TarBytes.Header("pax"u8.ToArray(), 'x', 1_900_000_000);
        await ImportAsync(TarBytes.Of(TarBytes.File("f", content)));
        Assert.Equal(content, await File.ReadAllBytesAsync(Host("f"), Cancellation));
    }

    [Fact]
    public async Task Import_Cancelled_UnpacksNothing()
    {
        using var cancel = new CancellationTokenSource();
        var tar = new CancelAtEnd(TarBytes.Of(TarBytes.File("a", "1"), TarBytes.File("b", "1")), cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Workspace.ImportTarAsync(default, tar, new TarLimits(), cancel.Token));
        Assert.Empty(await ListAsync());
        AssertNothingStaged();
    }

    [Theory]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.V7)]
    public async Task Import_WhatTheTarWriterMakes_IsTaken(TarEntryFormat format)
    {
        Directory.CreateDirectory(Path.Combine(Outside, "src/dir"));
        await File.WriteAllTextAsync(Path.Combine(Outside, "src/dir/" + new string('n', 60)), "x", Cancellation);
        File.CreateSymbolicLink(Path.Combine(Outside, "src/l"), "dir");
        var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, format, leaveOpen: true))
        {
            foreach (var path in new[] { "dir", "dir/" + new string('n', 60), "l" })
                await writer.WriteEntryAsync(Path.Combine(Outside, "src", path), path, Cancellation);
        }

        tar.Position = 0;
        Assert.Equal(1, await ImportAsync(tar));
        Assert.Equal("x", await ReadAsync("l/" + new string('n', 60)));
        Directory.Delete(Path.Combine(Outside, "src"), recursive: true);
    }

    private static byte[] Negative()
    {
        var header = TarBytes.Header("f"u8.ToArray(), '0', 0);
        header.AsSpan(124, 12).Fill(0xFF);
        TarBytes.Sign(header);
        return [.. header, .. new byte[1024]];
    }

    private Task<int> ImportAsync(Stream tar, string path = ".", TarLimits? limits = null) =>
        Workspace.ImportTarAsync(At(path), tar, limits ?? new TarLimits(), Cancellation);

    private sealed class CancelAtEnd(MemoryStream inner, CancellationTokenSource cancel) : MemoryStream(inner.ToArray())
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position >= 1024) cancel.Cancel();
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
