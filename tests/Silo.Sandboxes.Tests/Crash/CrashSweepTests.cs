using System.Diagnostics;
using Silo.Abstractions.Identity;
using Silo.Conformance.Journal;
using Silo.Conformance.Sandboxes;
using Silo.Sandboxes.Tests.Serving;
using Silo.Spawner.Diagnostics;
using Xunit;

namespace Silo.Sandboxes.Tests.Crash;

/// <summary>Promise 6 at every point of a sandbox's life, whoever is killed: after the next start nothing is left.</summary>
public class CrashSweepTests : IDisposable
{
    private readonly TestDirectory _files = new();
    private readonly string _token = $"token-{Guid.NewGuid():N}";
    private readonly SessionKey _key = new(TenantId.Default, new TestIds().Session());

    /// <summary>Every point with every victim; usually every point with one of them.</summary>
    public static TheoryData<string, CrashVictim> Cases()
    {
        var full = Environment.GetEnvironmentVariable("SILO_TEST_FULL") == "1";
        var cases = new TheoryData<string, CrashVictim>();
        foreach (var (index, point) in Enum.GetNames<SpawnerPoint>().Index())
        {
            foreach (var victim in Enum.GetValues<CrashVictim>())
                if (full || index % 3 == (int)victim) cases.Add(point, victim);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task OwnSpawner_KilledAtAnyPoint_NothingIsLeft(string point, CrashVictim victim)
    {
        Plan(point, victim);
        var program = _files.Program("spawner", $"exec {TestExecutable.Path} probed {_files.Path} \"$@\"");
        await using var host = await StartHostAsync([program]);

        await LetLiveAsync(host, victim);
        var next = TestProvider.Make(Kind, Run);
        await using var disposed = (IAsyncDisposable)next;
        await next.SweepAsync(default);
        await next.ProveDeadAsync(_key, default);

        Assert.True(File.Exists(_files.File("reached")), $"{point} was not reached.");
        AssertNothingLeft(Run);
        Assert.False(Path.Exists(Path.Combine(Run, "spawner.sock")));
        Assert.Empty(TestSpawner.GroupsOf(Run));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task ServingSpawner_KilledAtAnyPoint_NothingIsLeft(string point, CrashVictim victim)
    {
        Plan(point, victim);
        await using var spawner = new TestSpawner(_files.Path) { Program = [TestExecutable.Path, "probed", _files.Path] };
        spawner.Arguments = [.. spawner.Arguments, .. ServeOptions];
        await spawner.StartAsync();
        await using var host = await StartHostAsync(["socket", spawner.Socket]);

        await LetLiveAsync(host, victim);
        if (victim != CrashVictim.Host)
        {
            await spawner.WaitEndedAsync();
            spawner.Program = [Path.Combine(AppContext.BaseDirectory, "Silo.Spawner")];
            await spawner.StartAsync();
        }

        var next = TestProvider.Make(Kind, Run, socket: spawner.Socket);
        await using var disposed = (IAsyncDisposable)next;
        await next.SweepAsync(default);
        await next.ProveDeadAsync(_key, default);

        Assert.True(File.Exists(_files.File("reached")), $"{point} was not reached.");
        AssertNothingLeft(Run);
        spawner.AssertNoSandboxLeft(_token);
        await disposed.DisposeAsync();
        await spawner.StopAsync();
        Assert.Empty(TestSpawner.GroupsOf(spawner.Directory));
        Assert.False(Path.Exists(spawner.Socket));
    }

    public void Dispose()
    {
        _files.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Which provider.</summary>
    protected virtual string Kind => TestProvider.Bubblewrap;

    /// <summary>What the serving spawner is told of it.</summary>
    protected virtual IReadOnlyList<string> ServeOptions => [];

    private string Run => _files.File("run");

    private void Plan(string point, CrashVictim victim)
    {
        File.WriteAllText(_files.File("point"), point);
        File.WriteAllText(_files.File("victim"), $"{victim}");
    }

    private async Task<ChildProcess> StartHostAsync(IReadOnlyList<string> spawner)
    {
        var host = ChildProcess.Start(new ProcessStartInfo(
            TestExecutable.Path, ["life", Kind, Run, _key.Session.Value, _files.Folder("work"), _token, .. spawner]));
        await File.WriteAllTextAsync(_files.File("host"), $"{host.Id}");
        return host;
    }

    // Until it has been killed, or has said how it went without its spawner; then it goes, too.
    private static async Task LetLiveAsync(ChildProcess host, CrashVictim victim)
    {
        await host.TellAsync("live");
        var said = await host.HearOrEndAsync();
        if (victim != CrashVictim.Spawner)
        {
            // It may have heard the answer to the very request at which it was struck.
            if (said is not null) Assert.Null(await host.HearOrEndAsync());
            return;
        }

        Assert.NotNull(said);
        await host.TellAsync("go");
        Assert.Equal(0, (await host.EndAsync()).ExitCode);
    }

    private void AssertNothingLeft(string run)
    {
        Assert.Empty(Processes.WithArgument(_token));
        Assert.Empty(Processes.WithEnvironment(run));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(run, "sandboxes")));
        Assert.False(File.Exists(Path.Combine(run, "spawner.json")));
        Assert.False(Directory.Exists(Path.Combine(run, "oci")));
    }
}
