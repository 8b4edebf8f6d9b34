using System.Security.Cryptography;
using Silo.Abstractions.Sandboxes;
using Xunit;

namespace Silo.Conformance.Sandboxes;

public abstract partial class SandboxConformance
{
    [Fact]
    public async Task Run_OutputAndErrors_ArriveInTheirOrder()
    {
        await using var sandbox = await NewSandboxAsync();
        var result = await RunAsync(sandbox, "for i in 1 2 3 4 5; do echo out$i; echo err$i >&2; done");
        Assert.Equal(string.Concat(Enumerable.Range(1, 5).Select(i => $"out{i}\nerr{i}\n")), result.Output);
        Assert.Equal(new SandboxExit(0, SandboxExitCause.Exited), result.Exit);
    }

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 1", 1)]
    [InlineData("exit 255", 255)]
    [InlineData("kill -9 $$", 137)]
    [InlineData("kill -15 $$", 143)]
    public async Task Run_End_IsReportedAsItWas(string script, int code)
    {
        await using var sandbox = await NewSandboxAsync();
        Assert.Equal(new SandboxExit(code, SandboxExitCause.Exited), (await RunAsync(sandbox, script)).Exit);
    }

    [Theory]
    [InlineData("no-such-program", 127)]
    [InlineData("/etc/passwd", 126)]
    public async Task Run_ProgramThatCannotRun_IsTheCommandsFailureNotTheSandboxes(string program, int code)
    {
        await using var sandbox = await NewSandboxAsync();
        var exit = await sandbox.RunAsync(Script("") with { Arguments = [program] }, default);
        Assert.Equal(new SandboxExit(code, SandboxExitCause.Exited), exit);
        Assert.True(sandbox.IsAlive);
    }

    [Fact]
    public async Task Run_LargestInput_IsReadWhole()
    {
        await using var sandbox = await NewSandboxAsync();
        var input = new byte[1 << 20];
        new Random(7).NextBytes(input);
        var output = new CollectedOutput();
        await sandbox.RunAsync(Script("sha256sum", output.Add) with { Input = input }, default);
        Assert.StartsWith(Convert.ToHexStringLower(SHA256.HashData(input)), output.Text);
    }

    [Fact]
    public async Task Run_NoInput_ReadsTheEnd()
    {
        await using var sandbox = await NewSandboxAsync();
        Assert.Equal("0\n", (await RunAsync(sandbox, "wc -c")).Output);
    }

    [Fact]
    public async Task Run_Environment_HoldsTheGivenAndNothingOfTheHost()
    {
        Environment.SetEnvironmentVariable("SILO_CONFORMANCE_SECRET", "s3cret");
        await using var sandbox = await NewSandboxAsync();
        var output = new CollectedOutput();
        var command = Script("env; cat /proc/1/environ /proc/self/environ | tr '\\0' '\\n'", output.Add);
        await sandbox.RunAsync(command with { Environment = new Dictionary<string, string> { ["GIVEN"] = "a b\nc" } }, default);
        Assert.Contains("GIVEN=a b\nc\n", output.Text);
        Assert.Contains("HOME=/home/agent\n", output.Text);
        Assert.DoesNotContain("s3cret", output.Text);
    }

    [Fact]
    public async Task Run_Descriptors_AreTheThreeStandardOnes()
    {
        await using var sandbox = await NewSandboxAsync();
        Assert.Equal("0\n1\n2\n3\n", (await RunAsync(sandbox, "ls /proc/self/fd")).Output); // 3 is the directory that ls reads.
    }

    [Fact]
    public async Task Run_Workspace_IsSharedWithTheHostAndIsWhereItStarts()
    {
        var spec = NewSpec();
        await File.WriteAllTextAsync(Path.Combine(spec.WorkspacePath, "from-host"), "hello");
        await using var sandbox = await Provider.CreateAsync(spec, default);
        var result = await RunAsync(sandbox, "pwd; cat from-host; mkdir sub; echo made > sub/from-sandbox");
        Assert.Equal("/workspace\nhello", result.Output);
        Assert.Equal("made\n", await File.ReadAllTextAsync(Path.Combine(spec.WorkspacePath, "sub/from-sandbox")));

        var output = new CollectedOutput();
        await sandbox.RunAsync(Script("pwd", output.Add) with { WorkingDirectory = "sub" }, default);
        Assert.Equal("/workspace/sub\n", output.Text);
        var missing = await sandbox.RunAsync(Script("pwd") with { WorkingDirectory = "not-there" }, default);
        Assert.Equal(new SandboxExit(126, SandboxExitCause.Exited), missing);
    }

    [Fact]
    public async Task Run_TemporaryFiles_StayForTheNextCommandAndForNoOtherSandbox()
    {
        await using var one = await NewSandboxAsync();
        await using var other = await NewSandboxAsync();
        await RunAsync(one, "echo kept > /tmp/file; echo kept > ~/file");
        Assert.Equal("kept\nkept\n", (await RunAsync(one, "cat /tmp/file ~/file")).Output);
        Assert.Equal("0\n", (await RunAsync(other, "ls -A /tmp ~ | grep -c file")).Output);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("sub/../..")]
    [InlineData("/etc")]
    public async Task Run_DirectoryOutsideTheWorkspace_IsRefused(string directory)
    {
        await using var sandbox = await NewSandboxAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => sandbox.RunAsync(Script("pwd") with { WorkingDirectory = directory }, default));
    }

    [Fact]
    public async Task Run_ManySandboxesAtOnce_EachHasItsOwnOutput()
    {
        const int count = 20;
        var sandboxes = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => NewSandboxAsync()));

        // All run at once: each goes on only when the test has heard from every one.
        var specs = await Task.WhenAll(sandboxes.Select(s => RunAsync(s, "mkfifo go; echo ready")));
        Assert.All(specs, s => Assert.Equal("ready\n", s.Output));
        var ready = new CollectedOutput[count];
        var heard = new Task[count];
        var runs = new Task<SandboxExit>[count];
        for (var i = 0; i < count; i++)
        {
            ready[i] = new CollectedOutput();
            heard[i] = ready[i].Sees($"number {i}");
            runs[i] = sandboxes[i].RunAsync(Script($"echo number {i}; read line < go; echo $line", ready[i].Add), default);
        }

        await Task.WhenAll(heard);
        for (var i = 0; i < count; i++) await RunAsync(sandboxes[i], $"echo go {i} > go");
        await Task.WhenAll(runs);
        for (var i = 0; i < count; i++) Assert.Equal($"number {i}\ngo {i}\n", ready[i].Text);
        foreach (var sandbox in sandboxes) await sandbox.DisposeAsync();
    }
}
