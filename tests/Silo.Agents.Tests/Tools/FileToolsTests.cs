using System.Text;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Workspaces;
using Xunit;

namespace Silo.Agents.Tests.Tools;

public sealed class FileToolsTests : ToolTest
{
    [Fact]
    public async Task Read_Lines_AreNumberedAndRanged()
    {
        Put("f", "one\ntwo\n\nfour");
        AssertOk("     1\tone\n     2\ttwo\n     3\t\n     4\tfour\n", await RunAsync("read_file", new { path = "f" }));
        AssertOk("     2\ttwo\n     3\t\n[the file goes on; read on with offset 4]\n", await RunAsync("read_file", new { path = "f", offset = 2, limit = 2 }));
        AssertOk("     4\tfour\n", await RunAsync("read_file", new { path = "f", offset = 4, limit = 1 }));
        AssertFailed("offset_past_end", await RunAsync("read_file", new { path = "f", offset = 5 }));
    }

    [Fact]
    public async Task Read_EmptyBinaryAndHugeLine_AreToldApart()
    {
        Put("empty", "");
        Put("binary", [1, 0, 2]);
        Put("latin1", [(byte)'a', 0xE9, (byte)'b']);
        Put("image", [0x89, 0x50, 0x4E, 0x47, 0x0D]);
        Put("long", new string('x', 500_000) + "\nnext\n");
        AssertOk("[empty is empty]", await RunAsync("read_file", new { path = "empty" }));
        foreach (var (path, kind) in new[] { ("binary", "binary data, 3 bytes"), ("latin1", "text that is not UTF-8, 3 bytes"), ("image", "a PNG image, 5 bytes") })
        {
            var refused = await RunAsync("read_file", new { path });
            AssertFailed("file_is_binary", refused);
            Assert.Contains(kind, refused.Text);
        }

        var cut = await RunAsync("read_file", new { path = "long" });
        Assert.InRange(cut.Text.Length, 29_700, 30_000);
        Assert.EndsWith("[line 1 is cut here; read on in it with byte_offset 29789]\n", cut.Text);
        AssertOk("     2\tnext\n", await RunAsync("read_file", new { path = "long", offset = 2 }));
    }

    [Theory]
    [InlineData("text\n", 4)]
    [InlineData("€", 1)]
    public async Task Read_WhereOnlyTheEndOfSomethingIsLeft_SaysSo(string text, int offset)
    {
        Put("f", text);
        Assert.Equal($"[at byte {offset} only the end of a line or of a character is left]", (await RunAsync("read_file", new { path = "f", byte_offset = offset })).Text);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("é")]
    [InlineData("€")]
    [InlineData("😀")]
    public async Task Read_FileOfOneLongLine_IsReadOnWithoutGapOrRepeat(string character)
    {
        var text = string.Concat(Enumerable.Repeat(character, 40_000)) + "\nlast";
        Put("f", text);
        var read = string.Empty;
        var part = (await RunAsync("read_file", new { path = "f", byte_offset = 0 })).Text;
        while (part.LastIndexOf("\n[the file goes on; read on with byte_offset ", StringComparison.Ordinal) is var at and > 0)
        {
            Assert.InRange(Encoding.UTF8.GetByteCount(part), 1, 30_000);
            read += part[..at];
            part = (await RunAsync("read_file", new { path = "f", byte_offset = int.Parse(part[at..].Split(' ')[^1].TrimEnd(']', '\n')) })).Text;
        }

        Assert.Equal(text, read + part);
        AssertFailed("offset_past_end", await RunAsync("read_file", new { path = "f", byte_offset = Encoding.UTF8.GetByteCount(text) }));
    }

    [Fact]
    public async Task Read_LongFile_IsReadOnLineByLineAndNeverCutAgain()
    {
        var lines = Enumerable.Range(1, 3_000).Select(i => $"line {i} {new string('z', i % 50)}").ToList();
        Put("f", string.Join('\n', lines));
        var read = new List<string>();
        for (var offset = 1; offset > 0;)
        {
            var text = (await RunAsync("read_file", new { path = "f", offset })).Text;
            Assert.InRange(Encoding.UTF8.GetByteCount(text), 1, 30_000);
            var parts = text.TrimEnd('\n').Split('\n');
            var goesOn = parts[^1].StartsWith("[the file goes on; read on with offset ", StringComparison.Ordinal);
            read.AddRange(parts[..^(goesOn ? 1 : 0)].Select(p => p[(p.IndexOf('\t') + 1)..]));
            offset = goesOn ? int.Parse(parts[^1].Split(' ')[^1].TrimEnd(']')) : 0;
        }

        Assert.Equal(lines, read);
    }

    [Fact]
    public async Task Read_FarLineOfAHugeFile_IsRefusedInsteadOfScannedForEver()
    {
        await using (var file = File.Create(Host("huge")))
        {
            var piece = new byte[1 << 20];
            piece.AsSpan().Fill((byte)'x');
            for (var i = 0; i < 65; i++) await file.WriteAsync(piece, Cancellation);
        }

        AssertFailed("file_too_large", await RunAsync("read_file", new { path = "huge", offset = 2 }));
    }

    [Fact]
    public async Task Write_File_TakesEffectBeforeTheProbe()
    {
        OnProbe = () => Assert.Equal("text", File.ReadAllText(Host("a/b")));
        AssertOk("Wrote 4 bytes to a/b.", await RunAsync("write_file", new { path = "a/b", content = "text" }));
        Assert.Equal(1, ProbesReached);
        OnProbe = null;
        AssertOk("Wrote 0 bytes to a/b.", await RunAsync("write_file", new { path = "a/b", content = "" }));
    }

    [Fact]
    public async Task Edit_OnePlace_IsReplacedBeforeTheProbe()
    {
        Put("f", "a b c");
        OnProbe = () => Assert.Equal("a B c", File.ReadAllText(Host("f")));
        AssertOk("Replaced 1 place in f.", await RunAsync("edit_file", new { path = "f", old_text = "b", new_text = "B" }));
        Assert.Equal(1, ProbesReached);
    }

    [Fact]
    public async Task Edit_NoneOrSeveralPlaces_ChangesNothingAndCounts()
    {
        Put("f", "x y\nx y x");
        var none = await RunAsync("edit_file", new { path = "f", old_text = "z", new_text = "Z" });
        AssertFailed("text_not_found", none);
        var several = await RunAsync("edit_file", new { path = "f", old_text = "x", new_text = "X" });
        AssertFailed("text_ambiguous", several);
        Assert.Contains("3 times, in lines 1, 2, 2.", several.Text);
        Assert.Equal("x y\nx y x", await File.ReadAllTextAsync(Host("f"), Cancellation));
        Assert.Equal(0, ProbesReached);
        AssertOk("Replaced 3 places in f.", await RunAsync("edit_file", new { path = "f", old_text = "x", new_text = "", replace_all = true }));
        Assert.Equal(" y\n y ", await File.ReadAllTextAsync(Host("f"), Cancellation));
    }

    [Theory]
    [InlineData("a\r\nb\r\n", "a\nb", @"\r\n")]
    [InlineData("abc", " abc ", "blanks")]
    [InlineData("abc", "xyz", "line numbers")]
    public async Task Edit_NearMiss_HintsAtTheReason(string file, string oldText, string hint)
    {
        Put("f", file);
        Assert.Contains(hint, (await RunAsync("edit_file", new { path = "f", old_text = oldText, new_text = "q" })).Text);
    }

    [Fact]
    public async Task Edit_OtherBytes_StayAsTheyAre()
    {
        Put("f", [0xEF, 0xBB, 0xBF, 0xFF, (byte)'a', 0, 0xC3]);
        await RunAsync("edit_file", new { path = "f", old_text = "a", new_text = "é" });
        Assert.Equal([0xEF, 0xBB, 0xBF, 0xFF, 0xC3, 0xA9, 0, 0xC3], await File.ReadAllBytesAsync(Host("f"), Cancellation));
    }

    [Fact]
    public async Task Edit_TooLargeBeforeOrAfter_IsRefused()
    {
        Put("big", new string('x', (1 << 20) + 1));
        Put("grows", new string('x', 1000));
        AssertFailed("file_too_large", await RunAsync("edit_file", new { path = "big", old_text = "x", new_text = "y", replace_all = true }));
        AssertFailed("file_too_large", await RunAsync("edit_file", new { path = "grows", old_text = "x", new_text = new string('y', 2000), replace_all = true }));
        Assert.Equal(1000, new FileInfo(Host("grows")).Length);
    }

    [Fact]
    public async Task Edit_ManyAtOnce_AllTakeEffect()
    {
        Put("f", string.Join('\n', Enumerable.Range(0, 40).Select(i => $"<{i}>")));
        var tool = Tools().Single(t => t.Definition.Name == "edit_file");
        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            RunAsync(tool, $$"""{"path":"f","old_text":"<{{i}}>","new_text":"[{{i}}]"}""", Cancellation)));
        Assert.All(results, r => Assert.Equal(ToolStatus.Ok, r.Status));
        Assert.Equal(string.Join('\n', Enumerable.Range(0, 40).Select(i => $"[{i}]")), await File.ReadAllTextAsync(Host("f"), Cancellation));
    }

    [Fact]
    public async Task List_Folder_ShowsKindsAndBounds()
    {
        Put("d/f", "abc");
        Put("g", "");
        File.CreateSymbolicLink(Host("l"), "g");
        AssertOk("d/\ng (0 bytes)\nl@\n", await RunAsync("list", new { }));
        AssertOk("d/\nd/f (3 bytes)\ng (0 bytes)\nl@\n", await RunAsync("list", new { recursive = true }));
        AssertOk("d/\n[1 entries are shown, there are more; list a folder below]\n", await RunAsync("list", new { limit = 1 }));
        Directory.CreateDirectory(Host("e"));
        AssertOk("[e is empty]", await RunAsync("list", new { path = "e" }));
    }

    [Fact]
    public async Task List_KeptResults_AreShownOnlyWhenAskedFor()
    {
        Put(".silo/results/3.txt", "find me");
        Put("f", "find me");
        AssertOk(".silo/\nf (7 bytes)\n", await RunAsync("list", new { recursive = true }));
        AssertOk(".silo/results/3.txt (7 bytes)\n", await RunAsync("list", new { path = ".silo/results" }));
        AssertOk("f:1:find me\n", await RunAsync("grep", new { pattern = "find" }));
        AssertOk(".silo/results/3.txt:1:find me\n", await RunAsync("grep", new { pattern = "find", path = ".silo" }));
    }

    [Fact]
    public async Task List_ThatTakesTooLong_SaysSo()
    {
        Put("f", "");
        Time = new ImpatientTime();
        AssertFailed("search_timed_out", await RunAsync("list", new { recursive = true }));
        Assert.Contains("[stopped: listing its files took longer than 30 s", (await RunAsync("grep", new { pattern = "x" })).Text);
    }

    [Fact]
    public async Task Write_Cancelled_ThrowsAndKeepsTheFile()
    {
        Put("f", "old");
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync("write_file", new { path = "f", content = "new" }, cancel.Token));
        Assert.Equal("old", await File.ReadAllTextAsync(Host("f"), Cancellation));
        Assert.Equal(WorkspaceEntryKind.File, (await Workspace.StatAsync(Parse("f"), Cancellation))!.Kind);
    }

    private static WorkspacePath Parse(string path) => WorkspacePath.TryParse(path, out var parsed, out _) ? parsed : default;

    /// <summary>Every span is over at once.</summary>
    private sealed class ImpatientTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            callback(state);
            return timer;
        }
    }
}
