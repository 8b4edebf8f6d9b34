using Silo.Abstractions.Sandboxes;
using Silo.Conformance.Sandboxes;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.Oci;
using Silo.Sandboxes.Tests.Bubblewrap;
using Xunit;

namespace Silo.Sandboxes.Tests.Oci;

/// <summary>Each runtime, as far as they differ.</summary>
public sealed class OciRuntimeTests : IDisposable
{
    private readonly TestDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    [InlineData("runsc")]
    public async Task Check_RuntimeThatIsInstalled_RunsAContainerAndNamesIt(string runtime)
    {
        await using var provider = NewProvider(runtime);
        var support = await provider.CheckAsync(default);
        Assert.True(support.Available, support.Detail);
        Assert.StartsWith($"{runtime} version ", support.Detail);
        Assert.Contains(support.Degraded, d => d.StartsWith("spawner_death: ", StringComparison.Ordinal));
        Assert.Equal(runtime != "crun", support.Degraded.Any(d => d.StartsWith("user: the command is user 0 inside", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("runc")]
    [InlineData("runsc")]
    public async Task Run_OnAnotherRuntime_IsTheSame(string runtime)
    {
        await using var provider = NewProvider(runtime);
        var host = new TestHost();
        await using var disposed = host;
        var spec = host.NewSpec();
        await using var sandbox = await provider.CreateAsync(spec, default);

        var output = new CollectedOutput();
        var exit = await sandbox.RunAsync(TestHost.Script("pwd; cat; whoami; echo made > file; echo error >&2; kill -9 $$", output) with { Input = "read"u8.ToArray() }, default);
        Assert.Equal((137, SandboxExitCause.Exited), (exit.ExitCode, exit.Cause));
        Assert.Equal("/workspace\nreadagent\nerror\n", output.Text);
        Assert.Equal("made\n", await File.ReadAllTextAsync(Path.Combine(spec.WorkspacePath, "file")));

        var run = await TestHost.StartAsync(sandbox, host.Writer);
        await sandbox.DisposeAsync();
        Assert.Equal(SandboxExitCause.SandboxDied, (await run).Cause);
        Assert.Empty(Processes.WithArgument(host.Token));
    }

    // runsc gives its streams to the user nobody, whatever they are.
    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    [InlineData("runsc")]
    public async Task Run_WithoutInput_LeavesTheMachinesDeviceWhoseItWas(string runtime)
    {
        using var nothing = File.OpenHandle("/dev/null");
        var before = FileOwner.Of(nothing);
        await using var provider = NewProvider(runtime);
        await using var host = new TestHost();
        await using var sandbox = await provider.CreateAsync(host.NewSpec(), default);
        var output = new CollectedOutput();
        var exit = await sandbox.RunAsync(TestHost.Script("cat; echo end", output), default);
        Assert.Equal((0, "end\n"), (exit.ExitCode, output.Text));
        Assert.Equal(before, FileOwner.Of(nothing));
    }

    [Fact]
    public async Task Check_RuntimeMissing_NamesThePackageAndTheCommand()
    {
        await using var provider = NewProvider("/opt/none/crun");
        var support = await provider.CheckAsync(default);
        Assert.False(support.Available);
        Assert.Contains("sudo apt-get install crun", support.Detail);
        var error = await Assert.ThrowsAsync<SandboxException>(() => provider.CreateAsync(new TestHost().NewSpec(), default));
        Assert.Equal("sandbox_unavailable", error.Code);
    }

    [Fact]
    public async Task Check_RuntimeThatFails_IsUnavailableAndSaysWhatItSaid()
    {
        var broken = _files.Program("crun", "[ \"$1\" = --version ] && echo crun version 0 && exit 0; echo no cheese today >&2; exit 1");
        await using var provider = NewProvider(broken);
        var support = await provider.CheckAsync(default);
        Assert.False(support.Available);
        Assert.Contains("no cheese today", support.Detail);
        Assert.Contains("silo-spawner serve --oci-runtime", support.Detail);
    }

    [Fact]
    public async Task Run_VariableThatAShellDrops_IsRefusedByName()
    {
        await using var provider = NewProvider("crun");
        await using var host = new TestHost();
        await using var sandbox = await provider.CreateAsync(host.NewSpec(), default);
        var command = TestHost.Script("true") with { Environment = new Dictionary<string, string> { ["A.B"] = "c" } };
        var error = await Assert.ThrowsAsync<SandboxException>(() => sandbox.RunAsync(command, default));
        Assert.Equal("sandbox_failed", error.Code);
        Assert.Contains("A.B", error.Message);
    }

    [Fact]
    public async Task Run_Bundle_IsGoneWithTheCommandAndNobodyElsesMeanwhile()
    {
        await using var provider = NewProvider("crun");
        await using var host = new TestHost();
        await using var sandbox = await provider.CreateAsync(host.NewSpec(), default);
        var run = await TestHost.StartAsync(sandbox, "mkfifo go; echo up; read x < go");
        var bundle = Assert.Single(Directory.GetDirectories(_files.File("run/sandboxes"), "*.bundle", SearchOption.AllDirectories));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(bundle));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_files.File("run/oci/state")));

        await sandbox.RunAsync(TestHost.Script("echo > go"), default);
        Assert.Equal(0, (await run).ExitCode);
        Assert.Empty(Directory.GetDirectories(_files.File("run/sandboxes"), "*.bundle", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetDirectories(_files.File("run/oci/state")));
    }

    private OciProvider NewProvider(string runtime) => (OciProvider)TestProvider.Make(runtime, _files.File("run"));
}
