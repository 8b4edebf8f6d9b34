using System.Text;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Tools;
using Xunit;

namespace Silo.Agents.Tests.Tools;

public sealed class ShellToolTests : ToolTest
{
    [Fact]
    public async Task Shell_Output_IsStreamedAndReturned()
    {
        var sandbox = Play(new SandboxExit(0, SandboxExitCause.Exited), "hello ", "world\n");
        var result = await RunAsync("shell", new { command = "echo hello world" });
        AssertOk("hello world\n", result);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("hello world\n", Streamed);
        Assert.Equal(["sh", "-c", "echo hello world"], sandbox.Commands.Single().Arguments);
        Assert.Equal(1, ProbesReached);
    }

    [Fact]
    public async Task Shell_OutputWhileItRuns_IsStreamedBeforeTheEnd()
    {
        Sandbox = () => new FakeSandbox((command, _) =>
        {
            command.OnOutput("first"u8.ToArray());
            Assert.Equal("first", Streamed);
            return Task.FromResult(new SandboxExit(0, SandboxExitCause.Exited));
        });
        await RunAsync("shell", new { command = "x" });
    }

    [Fact]
    public async Task Shell_NonZeroExit_IsAnErrorWithTheOutput()
    {
        Play(new SandboxExit(3, SandboxExitCause.Exited), "no such thing");
        var result = await RunAsync("shell", new { command = "x" });
        AssertFailed("exit_code", result);
        Assert.Equal(3, result.ExitCode);
        Assert.Equal("no such thing\n[exit code 3]", result.Text);
    }

    [Theory]
    [InlineData(SandboxExitCause.TimedOut, ToolStatus.TimedOut, "command_timed_out")]
    [InlineData(SandboxExitCause.OutputLimit, ToolStatus.Error, "output_too_large")]
    [InlineData(SandboxExitCause.DiskLimit, ToolStatus.Error, "disk_full")]
    [InlineData(SandboxExitCause.SandboxDied, ToolStatus.Error, "sandbox_died")]
    public async Task Shell_EndedFromOutside_SaysWhyAndKeepsTheOutput(SandboxExitCause cause, ToolStatus status, string code)
    {
        Play(new SandboxExit(137, cause), "partial\n");
        var result = await RunAsync("shell", new { command = "x" });
        Assert.Equal(status, result.Status);
        Assert.Equal(code, result.Error?.Code);
        Assert.StartsWith("partial\n[", result.Text);
        Assert.Equal(1, ProbesReached);
    }

    [Theory]
    [InlineData(null, null, 119_000)]
    [InlineData(5_000, null, 5_000)]
    [InlineData(86_400_000, null, 119_000)]
    [InlineData(null, 5, 4_500)]
    [InlineData(60_000, 600, 60_000)]
    public async Task Shell_Timeout_IsTheSmallerOfInputAndLimit(int? timeoutMs, int? limitSeconds, int expectedMs)
    {
        ShellTimeout = limitSeconds is { } s ? TimeSpan.FromSeconds(s) : null;
        var sandbox = Play(new SandboxExit(0, SandboxExitCause.Exited));
        await RunJsonAsync("shell", timeoutMs is { } ms ? $$"""{"command":"x","timeout_ms":{{ms}}}""" : """{"command":"x"}""");
        Assert.Equal(expectedMs, sandbox.Commands.Single().Timeout.TotalMilliseconds);
    }

    [Fact]
    public async Task Shell_SandboxUnavailable_NamesWhatToInstall()
    {
        Sandbox = () => throw new SandboxException("sandbox_unavailable", "Install the package bubblewrap.");
        var refused = await Assert.ThrowsAsync<ToolUnavailableException>(() => RunAsync("shell", new { command = "x" }));
        Assert.Equal("sandbox_unavailable", refused.Code);
        Assert.Contains("bubblewrap", refused.Message);
        Assert.Equal(0, ProbesReached);
    }

    [Fact]
    public async Task Shell_SandboxFails_IsAResultThatKeepsTheOutput()
    {
        Sandbox = () => new FakeSandbox((command, _) =>
        {
            command.OnOutput("begun\n"u8.ToArray());
            throw new SandboxException("sandbox_died", "The sandbox is gone.");
        });
        var result = await RunAsync("shell", new { command = "x" });
        AssertFailed("sandbox_died", result);
        Assert.StartsWith("begun\n", result.Text);
    }

    [Fact]
    public async Task Shell_Cancelled_PassesItOnAndThrows()
    {
        using var cancel = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        Sandbox = () => new FakeSandbox(async (_, token) =>
        {
            var ended = new TaskCompletionSource<SandboxExit>();
            await using var registration = token.Register(() => ended.TrySetCanceled(token));
            started.SetResult();
            return await ended.Task;
        });
        var run = RunAsync("shell", new { command = "sleep 1000" }, cancel.Token);
        await started.Task;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(0, ProbesReached);
    }

    [Fact]
    public async Task Shell_HugeOutput_KeepsBothEndsInBoundedMemory()
    {
        var piece = Encoding.UTF8.GetBytes(new string('m', 1 << 20));
        Sandbox = () => new FakeSandbox((command, _) =>
        {
            command.OnOutput("begin"u8.ToArray());
            for (var i = 0; i < 64; i++) command.OnOutput(piece);
            command.OnOutput("end"u8.ToArray());
            return Task.FromResult(new SandboxExit(0, SandboxExitCause.Exited));
        });
        var result = await RunAsync("shell", new { command = "yes" });
        Assert.StartsWith("begin", result.Text);
        Assert.EndsWith("end", result.Text);
        Assert.Contains($"[… {(64 << 20) + 8 - (256 << 10)} bytes left out here …]", result.Text);
        Assert.InRange(result.Text.Length, 200_000, 300_000);
        Assert.True(result.IsCutOfOutput);
        Assert.Equal((64 << 20) + 8, Streamed.Length);
    }

    [Fact]
    public async Task Shell_EveryCutOfItsOutput_StreamsWholeCharacters()
    {
        var text = "aé€😀é"u8.ToArray();
        for (var cut = 0; cut <= text.Length; cut++)
        {
            var before = Streamed.Length;
            Sandbox = () => new FakeSandbox((command, _) =>
            {
                command.OnOutput(text.AsMemory(0, cut));
                command.OnOutput(text.AsMemory(cut));
                return Task.FromResult(new SandboxExit(0, SandboxExitCause.Exited));
            });
            AssertOk("aé€😀é", await RunAsync("shell", new { command = "x" }));
            Assert.Equal("aé€😀é", Streamed[before..]);
        }
    }

    [Fact]
    public async Task Shell_BinaryOutput_IsText()
    {
        Sandbox = () => new FakeSandbox((command, _) =>
        {
            command.OnOutput(new byte[] { 0x61, 0xFF, 0xC3 });
            return Task.FromResult(new SandboxExit(0, SandboxExitCause.Exited));
        });
        AssertOk("a\uFFFD\uFFFD", await RunAsync("shell", new { command = "x" }));
        Assert.Equal("a\uFFFD\uFFFD", Streamed);
    }

    private FakeSandbox Play(SandboxExit exit, params string[] output)
    {
        var sandbox = new FakeSandbox((command, _) =>
        {
            foreach (var text in output) command.OnOutput(Encoding.UTF8.GetBytes(text));
            return Task.FromResult(exit);
        });
        Sandbox = () => sandbox;
        return sandbox;
    }
}
