using System.Text.Json;
using Silo.Abstractions.Sandboxes;
using Silo.Conformance.Journal;
using Silo.Conformance.Sandboxes;
using Silo.Sandboxes.Bubblewrap;
using Silo.Sandboxes.Spawning;
using Xunit;

namespace Silo.Sandboxes.Tests.Bubblewrap;

/// <summary>Promise 6 at each death: of the spawner, of the host, of both, before a command is recorded and after.</summary>
public sealed class SpawnerDeathTests
{
    [Fact]
    public async Task Spawner_Killed_CommandReportsItAndTheNextSandboxWorks()
    {
        await using var host = new TestHost();
        var spec = host.NewSpec();
        var sandbox = await host.Provider.CreateAsync(spec, default);
        var run = await TestHost.StartAsync(sandbox, host.Writer);
        var first = host.SpawnerPid;

        await TestHost.KillAsync(first);

        Assert.Equal(new SandboxExit(137, SandboxExitCause.SandboxDied), await run);
        host.AssertNothingLeft();
        Assert.False(sandbox.IsAlive);
        await sandbox.DisposeAsync();
        await using var next = await host.Provider.CreateAsync(spec, default);
        Assert.Equal(0, (await next.RunAsync(TestHost.Script("true"), default)).ExitCode);
        Assert.NotEqual(first, host.SpawnerPid);
    }

    [Fact]
    public async Task ProveDead_SpawnerWasKilled_EndsItsCommands()
    {
        await using var host = new TestHost();
        var spec = host.NewSpec();
        await using var sandbox = await host.Provider.CreateAsync(spec, default);
        var run = await TestHost.StartAsync(sandbox, host.Writer);
        await TestHost.KillAsync(host.SpawnerPid);

        await host.Provider.ProveDeadAsync(spec.Key, default);

        host.AssertNothingLeft();
        Assert.Equal(SandboxExitCause.SandboxDied, (await run).Cause);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task HostAndSpawner_BothKilled_NextStartEndsWhatTheyLeft(bool spawnerFirst)
    {
        await using var host = new TestHost();
        var spec = host.NewSpec();
        await using var killed = ChildProcess.Start(TestExecutable.Host(host.RunDirectory));
        await killed.TellAsync(SandboxProcess.Line(spec, host.Writer));
        Assert.Equal("up", await killed.HearAsync());
        var spawner = host.SpawnerPid;
        Assert.NotEmpty(Processes.WithArgument(host.Token));

        if (spawnerFirst) await TestHost.KillAsync(spawner);
        killed.Kill();
        // A host that outlives its spawner by a moment may end them itself before it is killed.
        Assert.InRange(await host.Provider.SweepAsync(default), spawnerFirst ? 0 : 1, 1);

        host.AssertNothingLeft();
    }

    // The kernel's parent-death signal is a help, not the proof: without it the commands outlive their spawner, and must be found.
    [Fact]
    public async Task ProveDead_ParentDeathSignalLost_StillEndsEverything()
    {
        await using var host = new TestHost(WithoutParentDeathSignal);
        var spec = host.NewSpec();
        await using var sandbox = await host.Provider.CreateAsync(spec, default);
        var run = await TestHost.StartAsync(sandbox, host.Writer);

        await TestHost.KillAsync(host.SpawnerPid);
        await host.Provider.ProveDeadAsync(spec.Key, default);

        host.AssertNothingLeft();
        Assert.Equal(SandboxExitCause.SandboxDied, (await run).Cause);
    }

    [Fact]
    public async Task Command_LeavesADaemonAndParentDeathSignalLost_DaemonIsEnded()
    {
        await using var host = new TestHost(WithoutParentDeathSignal);
        await using var sandbox = await host.Provider.CreateAsync(host.NewSpec(), default);

        var exit = await sandbox.RunAsync(TestHost.Script($"(setsid sh -c 'while :; do sleep 1000; done' {host.Token} </dev/null >/dev/null 2>&1 &)"), default);

        Assert.Equal(new SandboxExit(0, SandboxExitCause.Exited), exit);
        Assert.Empty(Processes.WithArgument(host.Token));
    }

    [Fact]
    public async Task Record_OfARunningCommand_NamesTheFirstProcessOfItsNamespace()
    {
        await using var host = new TestHost();
        await using var sandbox = await host.Provider.CreateAsync(host.NewSpec(), default);
        var output = new CollectedOutput();
        var up = output.Sees("]");
        using var cancel = new CancellationTokenSource();
        var run = sandbox.RunAsync(TestHost.Script("readlink /proc/self/ns/pid; sleep 1000", output), cancel.Token);
        await up;

        var file = Assert.Single(Directory.GetFiles(Path.Combine(host.RunDirectory, "sandboxes"), "*.json", SearchOption.AllDirectories));
        using var record = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        var init = record.RootElement.GetProperty("init").GetProperty("pid").GetInt32();
        Assert.Equal(output.Text.Trim(), new FileInfo($"/proc/{init}/ns/pid").LinkTarget);
        Assert.EndsWith("\t1", File.ReadLines($"/proc/{init}/status").First(line => line.StartsWith("NSpid", StringComparison.Ordinal)));

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.False(File.Exists(file));
    }

    // bwrap never tells of its child, so the spawner holds an unrecorded process when it is killed.
    [Fact]
    public async Task Spawner_KilledBeforeTheRecord_LeavesNothingAndTheCommandNeverRan()
    {
        await using var host = new TestHost((files, options) => With(options, files.Program(
            "bwrap", $"echo started > {files.File("started")}; mkfifo {files.File("hold")}; read never < {files.File("hold")}")));
        var spec = host.NewSpec();
        await using var sandbox = await host.Provider.CreateAsync(spec, default);
        using var watcher = new FileSystemWatcher(host.Files.Path, "hold") { EnableRaisingEvents = true };
        var held = new TaskCompletionSource();
        watcher.Created += (_, _) => held.TrySetResult();
        var run = sandbox.RunAsync(TestHost.Script("touch ran"), default);
        await held.Task;
        Assert.NotEmpty(Processes.WithEnvironment("SILO_SANDBOX_COMMAND=" + host.RunDirectory));

        await TestHost.KillAsync(host.SpawnerPid);

        Assert.Equal(SandboxExitCause.SandboxDied, (await run).Cause);
        host.AssertNothingLeft();
        Assert.False(File.Exists(Path.Combine(spec.WorkspacePath, "ran")));
    }

    // The real bwrap, whose word about its child is lost: the outer one is ended, the inner one waits without a parent.
    [Fact]
    public async Task Command_WhoseProcessesAreUnknown_IsFoundAndNeverRan()
    {
        var real = ProgramSearch.FindBubblewrap(configured: null);
        await using var host = new TestHost((files, options) => With(options, files.Program("bwrap", $"exec {real} \"$@\" 4>/dev/null")));
        var spec = host.NewSpec();
        await using var sandbox = await host.Provider.CreateAsync(spec, default);

        var error = await Assert.ThrowsAsync<SandboxException>(() => sandbox.RunAsync(TestHost.Script("touch ran"), default));

        Assert.Equal("sandbox_failed", error.Code);
        Assert.Empty(Processes.WithEnvironment("SILO_SANDBOX_COMMAND=" + host.RunDirectory));
        Assert.False(File.Exists(Path.Combine(spec.WorkspacePath, "ran")));
    }

    [Fact]
    public async Task Dispose_WithCommandsRunning_LeavesNothing()
    {
        await using var host = new TestHost();
        var sandbox = await host.Provider.CreateAsync(host.NewSpec(), default);
        var run = await TestHost.StartAsync(sandbox, host.Writer);

        await host.Provider.DisposeAsync();

        Assert.Equal(SandboxExitCause.SandboxDied, (await run).Cause);
        host.AssertNothingLeft();
    }

    [Fact]
    public async Task Dispose_TreeThatResistsRemoval_IsRemoved()
    {
        await using var host = new TestHost();
        var sandbox = await host.Provider.CreateAsync(host.NewSpec(), default);
        const string script = """
            cd /tmp
            deep=$(printf 'd/%.0s' $(seq 1 1500))
            mkdir -p a/$deep b/$deep c/$deep && mv a b/$deep && mv b c/$deep || exit 1
            cd ~
            mkdir closed; touch closed/file; chmod 0 closed; ln -s /workspace link; chmod 0 /tmp ~
            """;
        var exit = await sandbox.RunAsync(TestHost.Script(script), default);
        Assert.Equal(0, exit.ExitCode);

        await sandbox.DisposeAsync();

        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(host.RunDirectory, "sandboxes")));
    }

    private static BubblewrapOptions WithoutParentDeathSignal(TestDirectory files, BubblewrapOptions options)
    {
        // The options come by a descriptor; every start has a copy of its own.
        var real = ProgramSearch.FindBubblewrap(configured: null);
        var kept = files.File("options");
        return With(options, files.Program(
            "bwrap", $"tr '\\0' '\\n' <&3 | grep -vx -- --die-with-parent | tr '\\n' '\\0' > {kept}.$$; exec {real} \"$@\" 3< {kept}.$$"));
    }

    private static BubblewrapOptions With(BubblewrapOptions options, string bubblewrap) =>
        new() { RunDirectory = options.RunDirectory, BubblewrapPath = bubblewrap };
}
