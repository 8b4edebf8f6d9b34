using Silo.Abstractions.Sandboxes;
using Silo.Conformance.Journal;
using Xunit;

namespace Silo.Conformance.Sandboxes;

public abstract partial class SandboxConformance
{
    [Fact]
    public async Task Run_DaemonThatWasLeftBehind_IsDeadWhenTheSandboxIs()
    {
        var sandbox = await NewSandboxAsync();
        Assert.Equal(0, (await RunAsync(sandbox, PlantWriter())).Exit.ExitCode);
        await sandbox.DisposeAsync();
        AssertAllDead();
        Assert.False(sandbox.IsAlive);
    }

    [Fact]
    public async Task Dispose_RunningCommand_EndsItAndSaysSo()
    {
        var sandbox = await NewSandboxAsync();
        var (run, _) = await StartWriterAsync(sandbox);
        await sandbox.DisposeAsync();
        AssertAllDead();
        Assert.Equal(new SandboxExit(137, SandboxExitCause.SandboxDied), await run);
        await sandbox.DisposeAsync();
        var error = await Assert.ThrowsAsync<SandboxException>(() => RunAsync(sandbox, "true"));
        Assert.Equal("sandbox_died", error.Code);
    }

    [Fact]
    public async Task ProveDead_WriterInItsOwnSession_IsGoneAndOtherSessionsRunOn()
    {
        var spec = NewSpec();
        await using var sandbox = await Provider.CreateAsync(spec, default);
        await using var other = await NewSandboxAsync();
        var (run, _) = await StartWriterAsync(sandbox);

        await Provider.ProveDeadAsync(spec.Key, default);

        AssertAllDead();
        Assert.Equal(SandboxExitCause.SandboxDied, (await run).Cause);
        Assert.False(sandbox.IsAlive);
        Assert.True(other.IsAlive);
        Assert.Equal(0, (await RunAsync(other, "true")).Exit.ExitCode);
        await Provider.ProveDeadAsync(spec.Key, default);
        await using var next = await Provider.CreateAsync(spec, default);
        Assert.Equal(0, (await RunAsync(next, "true")).Exit.ExitCode);
    }

    [Fact]
    public async Task ProveDead_NothingWasEverStarted_Returns() => await Provider.ProveDeadAsync(NewKey(), default);

    [Fact]
    public async Task ProveDead_HostWasKilled_EndsWhatItLeft()
    {
        var spec = NewSpec();
        await using var host = ChildProcess.Start(HostOn(RunDirectory));
        await host.TellAsync(SandboxProcess.Line(spec, PlantWriter() + "echo up; sleep 1000"));
        Assert.Equal("up", await host.HearAsync());
        Assert.NotEmpty(Processes.WithArgument(Token));

        host.Kill();
        await Provider.ProveDeadAsync(spec.Key, default);

        AssertAllDead();
    }

    [Fact]
    public async Task ProveHostDead_AnotherHostWasKilled_EndsWhatItLeftAndNothingElse()
    {
        await using var host = ChildProcess.Start(HostOn(RunDirectory));
        await host.TellAsync(SandboxProcess.Line(NewSpec(), PlantWriter() + "echo up; sleep 1000"));
        Assert.Equal("up", await host.HearAsync());
        var other = CreateProvider(RunDirectory + "-other");
        await using var disposed = other as IAsyncDisposable;
        await using var own = await other.CreateAsync(NewSpec(), default);
        Assert.Equal(0, (await RunAsync(own, "true")).Exit.ExitCode);

        host.Kill();
        await other.ProveHostDeadAsync(RunDirectory, default);

        AssertAllDead();
        Assert.Equal(0, (await RunAsync(own, "true")).Exit.ExitCode);
        await other.ProveHostDeadAsync(RunDirectory, default);
        await other.ProveHostDeadAsync(RunDirectory + "-never", default);
    }

    [Fact]
    public async Task Sweep_HostWasKilled_EndsAllAndCountsThem()
    {
        var spec = NewSpec();
        await using (var host = ChildProcess.Start(HostOn(RunDirectory)))
        {
            await host.TellAsync(SandboxProcess.Line(spec, PlantWriter() + "echo up; sleep 1000"));
            Assert.Equal("up", await host.HearAsync());
            host.Kill();
        }

        Assert.Equal(1, await Provider.SweepAsync(default));
        AssertAllDead();
        Assert.Equal(0, await Provider.SweepAsync(default));
    }

    private async Task<(Task<SandboxExit> Run, CollectedOutput Output)> StartWriterAsync(ISandbox sandbox)
    {
        var output = new CollectedOutput();
        var up = output.Sees("up");
        var run = sandbox.RunAsync(Script(PlantWriter() + "echo up; sleep 1000", output.Add), default);
        await up;
        Assert.NotEmpty(Processes.WithArgument(Token));
        return (run, output);
    }
}
