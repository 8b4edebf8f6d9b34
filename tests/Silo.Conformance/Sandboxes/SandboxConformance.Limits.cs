using Silo.Abstractions.Agents;
using Silo.Abstractions.Sandboxes;
using Xunit;

namespace Silo.Conformance.Sandboxes;

public abstract partial class SandboxConformance
{
    [Fact]
    public async Task Run_BeyondItsTimeout_EndsWithAllItsProcesses()
    {
        await using var sandbox = await NewSandboxAsync();
        var output = new CollectedOutput();
        var exit = await sandbox.RunAsync(
            Script(PlantWriter() + "echo before; sleep 1000", output.Add) with { Timeout = TimeSpan.FromSeconds(1) }, default);
        Assert.Equal(new SandboxExit(137, SandboxExitCause.TimedOut), exit);
        Assert.Equal("before\n", output.Text);
        AssertAllDead();
        Assert.Equal(0, (await RunAsync(sandbox, "true")).Exit.ExitCode);
    }

    [Fact]
    public async Task Run_Cancelled_ThrowsWhenItsProcessesAreGone()
    {
        await using var sandbox = await NewSandboxAsync();
        using var cancel = new CancellationTokenSource();
        var output = new CollectedOutput();
        var up = output.Sees("up");
        var run = sandbox.RunAsync(Script(PlantWriter() + "echo up; trap '' TERM INT; sleep 1000", output.Add), cancel.Token);
        await up;
        Assert.NotEmpty(Processes.WithArgument(Token));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        AssertAllDead();
        Assert.Equal(0, (await RunAsync(sandbox, "true")).Exit.ExitCode);
    }

    [Fact]
    public async Task Run_CancelledAtEveryMoment_NeverLeavesAProcess()
    {
        await using var sandbox = await NewSandboxAsync();
        for (var i = 0; i < 20; i++)
        {
            // No word from the command is waited for: the cancel falls anywhere between the request and the command.
            using var cancel = new CancellationTokenSource();
            var run = sandbox.RunAsync(Script($": {Token}; sleep 1000"), cancel.Token);
            for (var turn = 0; turn < i * 50; turn++) await Task.Yield();
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
            AssertAllDead();
        }
    }

    [Fact]
    public async Task Run_CancelledBefore_RunsNothing()
    {
        var spec = NewSpec();
        await using var sandbox = await Provider.CreateAsync(spec, default);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(sandbox, "touch ran", new CancellationToken(canceled: true)));
        Assert.False(File.Exists(Path.Combine(spec.WorkspacePath, "ran")));
    }

    [Fact]
    public async Task Run_OutputLimit_DeliversExactlyTheLimitAndEndsIt()
    {
        await using var sandbox = await NewSandboxAsync();
        long count = 0;
        var exit = await sandbox.RunAsync(Script($"yes {Token}", bytes => count += bytes.Length) with { OutputBytesMax = 300_001 }, default);
        Assert.Equal(new SandboxExit(137, SandboxExitCause.OutputLimit), exit);
        Assert.Equal(300_001, count);
        AssertAllDead();
    }

    [Fact]
    public async Task Run_OutputOfExactlyTheLimit_IsNoViolation()
    {
        await using var sandbox = await NewSandboxAsync();
        long count = 0;
        var exit = await sandbox.RunAsync(Script("head -c 100000 /dev/zero", bytes => count += bytes.Length) with { OutputBytesMax = 100_000 }, default);
        Assert.Equal(new SandboxExit(0, SandboxExitCause.Exited), exit);
        Assert.Equal(100_000, count);
    }

    [Fact]
    public async Task Run_SlowReceiver_HoldsTheCommandBack()
    {
        const long aheadBytesMax = 1 << 20, pieceBytes = 1 << 18, pieces = 40;
        var spec = NewSpec();
        await using var sandbox = await Provider.CreateAsync(spec, default);
        var written = Path.Combine(spec.WorkspacePath, "written");
        long received = 0, ahead = 0;
        var exit = await sandbox.RunAsync(
            Script(
                $"i=0; while [ $i -lt {pieces} ]; do head -c {pieceBytes} /dev/zero; i=$((i+1)); echo $i > written.new; mv written.new written; done",
                bytes =>
                {
                    // Time for the writer to run ahead as far as it is let: other commands run from start to end.
                    for (var i = 0; received == 0 && i < 50; i++) RunAsync(sandbox, "true").GetAwaiter().GetResult();
                    if (File.Exists(written)) ahead = Math.Max(ahead, (long.Parse(File.ReadAllText(written)) * pieceBytes) - received);
                    received += bytes.Length;
                }),
            default);
        Assert.Equal(0, exit.ExitCode);
        Assert.Equal(pieces * pieceBytes, received);
        Assert.InRange(ahead, 0, aheadBytesMax);
    }

    [Fact]
    public async Task Run_ReceiverThatFails_EndsTheCommandAndPassesTheFailureOn()
    {
        await using var sandbox = await NewSandboxAsync();
        await Assert.ThrowsAsync<FormatException>(() => sandbox.RunAsync(Script($"echo {Token}; sleep 1000", _ => throw new FormatException()), default));
        AssertAllDead();
    }

    [Fact]
    public async Task Run_FileLimit_BoundsWhatAProcessWrites()
    {
        var spec = NewSpec(new SandboxSettings { FileBytesMax = 65536 });
        await using var sandbox = await Provider.CreateAsync(spec, default);
        var result = await RunAsync(sandbox, "head -c 200000 /dev/zero > big");
        Assert.NotEqual(0, result.Exit.ExitCode);
        Assert.Equal(65536, new FileInfo(Path.Combine(spec.WorkspacePath, "big")).Length);
    }

    [Fact]
    public async Task Run_ProcessLimit_IsKeptOrNamedAsDegraded()
    {
        var support = await Provider.CheckAsync(default);
        await using var sandbox = await NewSandboxAsync(new SandboxSettings { ProcessesMax = 16 });
        var result = await RunAsync(sandbox, "i=0; while [ $i -lt 40 ]; do sleep 1000 & i=$((i+1)); done; echo all");
        if (support.Degraded.Any(d => d.StartsWith("processes_max: not enforced", StringComparison.Ordinal))) Assert.EndsWith("all\n", result.Output);
        else Assert.DoesNotContain("all\n", result.Output);
    }

    [Fact]
    public async Task Run_MemoryLimit_IsKeptOrNamedAsDegraded()
    {
        var support = await Provider.CheckAsync(default);
        await using var sandbox = await NewSandboxAsync(new SandboxSettings { MemoryBytesMax = 32 << 20 });
        var result = await RunAsync(sandbox, "head -c 200000000 /dev/zero | tail -c 150000000 | wc -c");
        if (support.Degraded.Any(d => d.StartsWith("memory_bytes_max: not enforced", StringComparison.Ordinal))) Assert.Equal("150000000\n", result.Output);
        else Assert.DoesNotContain("150000000\n", result.Output);
    }
}
