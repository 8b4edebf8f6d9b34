using System.Formats.Tar;
using Silo.Abstractions.Workspaces;
using Xunit;

namespace Silo.Runtime.Tests.Workspaces;

public sealed class TarExportTests : WorkspaceTest
{
    [Fact]
    public async Task Export_Folder_ImportsAgainTheSame()
    {
        Put("src/a/b.txt", "text");
        Put("src/run", "#!/bin/sh");
        Put("src/" + string.Join('/', Enumerable.Repeat(new string('d', 80), 4)), "deep");
        Put("src/ümlaut", "x");
        Posix.SetMode(Host("src/run"), "755");
        File.CreateSymbolicLink(Host("src/a/up"), "../run");
        await Workspace.ImportTarAsync(At("copy"), await ExportAsync("src"), new TarLimits(), Cancellation);
        var source = (await ListAsync("src")).Select(p => p["src/".Length..]);
        Assert.Equal(source, (await ListAsync("copy")).Select(p => p["copy/".Length..]));
        Assert.Equal("#!/bin/sh", await ReadAsync("copy/a/up"));
        Assert.Equal("755", Posix.ModeOf(Host("copy/run")));
    }

    [Fact]
    public async Task Export_WhatLeavesOrIsNoFile_IsLeftOut()
    {
        Put("d/f", "x");
        File.CreateSymbolicLink(Host("d/out"), SecretPath);
        File.CreateSymbolicLink(Host("d/up"), "../../x");
        File.CreateSymbolicLink(Host("d/beside"), "../other");
        File.CreateSymbolicLink(Host("d/in"), "f");
        Posix.MakeFifo(Host("d/fifo"));
        Posix.MakeFile(Host("d"), [0xFF]);
        Assert.Equal(["f", "in"], await NamesAsync(await ExportAsync("d")));
    }

    [Fact]
    public async Task Export_FileThatGrows_KeepsTheTarWhole()
    {
        Put("a", new string('a', 100_000));
        Put("b", "b");
        var output = new ResponseStream(() => SetLength(Host("a"), 5_000_000));
        await Workspace.ExportTarAsync(default, output, Cancellation);
        Assert.Equal(["a", "b"], await NamesAsync(output.Written()));
    }

    [Fact]
    public async Task Export_FileThatIsCut_KeepsTheTarWhole()
    {
        Put("a", new string('a', 1_000_000));
        Put("b", "b");
        var output = new ResponseStream(() => SetLength(Host("a"), 10));
        await Workspace.ExportTarAsync(default, output, Cancellation);
        Assert.Equal(["a", "b"], await NamesAsync(output.Written()));
    }

    [Fact]
    public async Task Export_TooMuch_IsRefusedBeforeTheFirstByte()
    {
        await using (var file = File.Create(Host("huge"))) file.SetLength((1L << 30) + 1);
        var output = new MemoryStream();
        Assert.Equal("tar_too_large", await CodeOf(() => Workspace.ExportTarAsync(default, output, Cancellation)));
        Assert.Equal(0, output.Length);
    }

    [Theory]
    [InlineData("none", "file_not_found")]
    [InlineData("f", "not_a_directory")]
    [InlineData("out", "path_outside")]
    public async Task Export_WhatIsNoFolder_NamesWhy(string path, string code)
    {
        Put("f", "x");
        File.CreateSymbolicLink(Host("out"), Outside);
        Assert.Equal(code, await CodeOf(() => ExportAsync(path)));
    }

    private static void SetLength(string path, long length)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(length);
    }

    private static async Task<List<string>> NamesAsync(Stream tar)
    {
        var names = new List<string>();
        await using var reader = new TarReader(tar);
        while (await reader.GetNextEntryAsync(cancellationToken: Cancellation) is { } entry) names.Add(entry.Name);
        return names;
    }

    private async Task<MemoryStream> ExportAsync(string path)
    {
        var tar = new MemoryStream();
        await Workspace.ExportTarAsync(At(path), tar, Cancellation);
        tar.Position = 0;
        return tar;
    }
}
