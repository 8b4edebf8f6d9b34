using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Conformance.Journal;
using Silo.Conformance.Sandboxes;
using Silo.Sandboxes.Bubblewrap;

namespace Silo.Sandboxes.Tests.Serving;

/// <summary>A spawner that runs by itself, and this process as its host.</summary>
internal sealed class ServedFixture : IAsyncDisposable
{
    private readonly TestDirectory _files = new();
    private readonly TestIds _ids = new();

    private ServedFixture()
    {
        Spawner = new TestSpawner(_files.Path);
        Provider = Spawner.NewProvider(RunDirectory);
    }

    internal TestSpawner Spawner { get; }

    internal BubblewrapProvider Provider { get; }

    internal TestDirectory Files => _files;

    internal string RunDirectory => _files.File("run");

    internal string Token { get; } = $"token-{Guid.NewGuid():N}";

    internal static Task<ServedFixture> StartAsync(params string[] more) => StartAsync(spawner => spawner.Arguments = [.. spawner.Arguments, .. more]);

    internal static async Task<ServedFixture> StartAsync(Action<TestSpawner> configure)
    {
        var fixture = new ServedFixture();
        configure(fixture.Spawner);
        await fixture.Spawner.StartAsync();
        return fixture;
    }

    internal SandboxSpec NewSpec(SandboxSettings? settings = null)
    {
        var session = _ids.Session();
        return new SandboxSpec(new SessionKey(TenantId.Default, session), _files.Folder(session.Value), settings ?? new SandboxSettings());
    }

    internal static async Task<(SandboxExit Exit, string Output)> RunAsync(ISandbox sandbox, string script, string input = "")
    {
        var output = new CollectedOutput();
        var command = Bubblewrap.TestHost.Script(script, output) with { Input = System.Text.Encoding.UTF8.GetBytes(input) };
        var exit = await sandbox.RunAsync(command, default);
        return (exit, output.Text.Trim());
    }

    public async ValueTask DisposeAsync()
    {
        await Provider.DisposeAsync();
        await Spawner.DisposeAsync();
        _files.Dispose();
    }
}
