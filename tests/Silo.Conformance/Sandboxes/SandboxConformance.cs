using System.Diagnostics;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Conformance.Journal;
using Xunit;

namespace Silo.Conformance.Sandboxes;

/// <summary>What every sandbox provider must do. Real processes throughout; programs used inside are sh, coreutils, setsid and bash.</summary>
public abstract partial class SandboxConformance : IAsyncLifetime
{
    private readonly TestIds _ids = new();
    private readonly string _root = Directory.CreateTempSubdirectory("silo-sandbox-").FullName;
    private ISandboxProvider? _provider;
    private int _workspaces;

    /// <summary>Where the provider keeps what it needs to prove sandboxes dead.</summary>
    protected string RunDirectory => Path.Combine(_root, "run");

    protected ISandboxProvider Provider => _provider ??= CreateProvider(RunDirectory);

    /// <summary>A name that no other process on this machine carries in its command line.</summary>
    protected string Token { get; } = $"token-{Guid.NewGuid():N}";

    /// <summary>A provider on a run directory, as a host would make it.</summary>
    protected abstract ISandboxProvider CreateProvider(string runDirectory);

    /// <summary>A process of its own that answers as <see cref="SandboxProcess"/> with a provider on the run directory.</summary>
    protected abstract ProcessStartInfo HostOn(string runDirectory);

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        if (_provider is IAsyncDisposable provider) await provider.DisposeAsync();
        Directory.Delete(_root, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected SessionKey NewKey() => new(TenantId.Default, _ids.Session());

    protected string NewWorkspace() => Directory.CreateDirectory(Path.Combine(_root, $"workspace-{++_workspaces}")).FullName;

    protected SandboxSpec NewSpec(SandboxSettings? settings = null) => new(NewKey(), NewWorkspace(), settings ?? new SandboxSettings());

    protected async Task<ISandbox> NewSandboxAsync(SandboxSettings? settings = null) => await Provider.CreateAsync(NewSpec(settings), default);

    protected static async Task<RunResult> RunAsync(ISandbox sandbox, string script, CancellationToken cancellationToken = default)
    {
        var output = new CollectedOutput();
        var exit = await sandbox.RunAsync(Script(script, output.Add), cancellationToken);
        return new RunResult(exit, output.Text);
    }

    protected static SandboxCommand Script(string script, Action<ReadOnlyMemory<byte>>? onOutput = null) => new()
    {
        Arguments = ["sh", "-c", script],
        Timeout = TimeSpan.FromSeconds(60),
        OnOutput = onOutput ?? (_ => { }),
    };

    /// <summary>A daemon that left its session and its parents, and keeps writing into the workspace; the script goes on when it writes.</summary>
    protected string PlantWriter() =>
        $$"""
        (setsid sh -c '(while :; do date +%N > /workspace/beat; sleep 0.02; done) & exit' {{Token}} </dev/null >/dev/null 2>&1 &)
        until [ -s /workspace/beat ]; do :; done

        """;

    /// <summary>Fails when a process of the test's commands is left anywhere on the machine.</summary>
    protected void AssertAllDead()
    {
        var left = Processes.WithArgument(Token);
        Assert.True(left.Count == 0, $"Left running: {string.Join(", ", left)}");
    }

    protected sealed record RunResult(SandboxExit Exit, string Output);
}
