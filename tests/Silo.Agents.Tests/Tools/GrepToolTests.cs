using Xunit;

namespace Silo.Agents.Tests.Tools;

public sealed class GrepToolTests : ToolTest
{
    [Fact]
    public async Task Grep_Folder_ReturnsPathLineAndText()
    {
        Put("src/a.cs", "class A\r\n{ int x; }\n");
        Put("src/sub/b.cs", "class B\n");
        Put("c.txt", "class C\n");
        AssertOk("c.txt:1:class C\nsrc/a.cs:1:class A\nsrc/sub/b.cs:1:class B\n", await RunAsync("grep", new { pattern = "^class \\w" }));
        AssertOk("src/a.cs:1:class A\nsrc/sub/b.cs:1:class B\n", await RunAsync("grep", new { pattern = "CLASS", glob = "*.cs", ignore_case = true }));
        AssertOk("src/sub/b.cs:1:class B\n", await RunAsync("grep", new { pattern = "class", path = "src/sub" }));
        AssertOk("c.txt:1:class C\n", await RunAsync("grep", new { pattern = "class", path = "c.txt" }));
        AssertOk("[no match in 3 text files]\n", await RunAsync("grep", new { pattern = "nothing" }));
    }

    [Fact]
    public async Task Grep_LinksBinaryAndOthers_AreSkipped()
    {
        Put("a", "find me\n");
        Put("b", [.. "find me\n"u8, 0]);
        File.CreateSymbolicLink(Host("l"), "a");
        File.CreateSymbolicLink(Host("out"), "/etc/passwd");
        AssertOk("a:1:find me\n[1 binary files were skipped]\n", await RunAsync("grep", new { pattern = "find|root" }));
    }

    [Fact]
    public async Task Grep_MoreMatchesThanAllowed_StopsAndSaysSo()
    {
        Put("a", "x\nx\nx\n");
        AssertOk(
            "a:1:x\na:2:x\n[stopped: 2 lines are shown and there are more; give a folder, a glob or a narrower pattern]\n",
            await RunAsync("grep", new { pattern = "x", limit = 2 }));
        AssertOk("a:1:x\na:2:x\na:3:x\n", await RunAsync("grep", new { pattern = "x", limit = 3 }));
    }

    [Fact]
    public async Task Grep_LongLine_IsSearchedInPartsCountedOnceAndShownCut()
    {
        Put("a", new string('y', 100_000) + "needle" + new string('y', 100_000) + "\nneedle\n");
        var text = (await RunAsync("grep", new { pattern = "needle" })).Text;
        Assert.StartsWith("a:1:" + new string('y', 10), text);
        Assert.EndsWith("…\na:2:needle\n", text);
        Assert.InRange(text.Length, 500, 600);
    }

    [Fact]
    public async Task Grep_HostilePattern_IsLinear()
    {
        Put("a", new string('a', 30_000) + "\n");
        AssertOk("[no match in 1 text files]\n", await RunAsync("grep", new { pattern = "^(a+)+$b" }));
    }

    [Fact]
    public async Task Grep_OutOfTime_StopsAndSaysSo()
    {
        Put("a", "1\n2\n3\n");
        Time = new LeapingTime();
        Assert.Contains("[stopped: it took longer than 30 s", (await RunAsync("grep", new { pattern = "x" })).Text);
    }

    [Fact]
    public async Task Grep_Cancelled_Throws()
    {
        Put("a", "x\n");
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync("grep", new { pattern = "x" }, cancel.Token));
    }

    private sealed class LeapingTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _now += 20;
    }
}
