using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Bubblewrap;
using Xunit;

namespace Silo.Sandboxes.Tests.Bubblewrap;

public sealed class AvailabilityTests
{
    [Fact]
    public async Task Check_WhereSandboxesWork_SaysSoAndNamesWhatIsWeaker()
    {
        await using var host = new TestHost();
        var support = await host.Provider.CheckAsync(default);
        Assert.True(support.Available, support.Detail);
        Assert.Contains(support.Degraded, d => d.StartsWith("user: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_BubblewrapMissing_NamesThePackageAndTheCommand()
    {
        await using var host = new TestHost((files, options) => With(options, files.File("not-there")));
        var support = await host.Provider.CheckAsync(default);
        Assert.False(support.Available);
        Assert.Contains("'bubblewrap'", support.Detail);
        Assert.Contains("apt-get install bubblewrap", support.Detail);
        var error = await Assert.ThrowsAsync<SandboxException>(() => host.Provider.CreateAsync(host.NewSpec(), default));
        Assert.Equal("sandbox_unavailable", error.Code);

        // A host without it starts all the same, and so proves and sweeps.
        await host.Provider.ProveDeadAsync(host.NewSpec().Key, default);
        Assert.Equal(0, await host.Provider.SweepAsync(default));
    }

    [Fact]
    public async Task Check_UserNamespacesForbidden_SaysHowToAllowThem()
    {
        await using var host = new TestHost((files, options) => With(options, files.Program(
            "bwrap", "echo 'bwrap: No permissions to create new namespace' >&2; exit 1")));
        var support = await host.Provider.CheckAsync(default);
        Assert.False(support.Available);
        Assert.Contains("No permissions to create new namespace", support.Detail);
        Assert.Contains("kernel.unprivileged_userns_clone", support.Detail);
    }

    [Fact]
    public async Task Create_SpawnerMissing_IsUnavailable()
    {
        await using var host = new TestHost((files, options) => new BubblewrapOptions { RunDirectory = options.RunDirectory, SpawnerPath = files.File("not-there") });
        var error = await Assert.ThrowsAsync<SandboxException>(() => host.Provider.CreateAsync(host.NewSpec(), default));
        Assert.Equal("sandbox_unavailable", error.Code);
        Assert.Contains("not-there", error.Message);
    }

    [Fact]
    public async Task Create_SpawnerThatFails_IsUnavailableAndSaysWhatItSaid()
    {
        await using var host = new TestHost((files, options) => new BubblewrapOptions
        {
            RunDirectory = options.RunDirectory,
            SpawnerPath = files.Program("spawner", "echo no luck today; exit 7"),
        });
        var error = await Assert.ThrowsAsync<SandboxException>(() => host.Provider.CreateAsync(host.NewSpec(), default));
        Assert.Equal("sandbox_unavailable", error.Code);
        Assert.Contains("code 7", error.Message);
        Assert.Contains("no luck today", error.Message);
    }

    // Beside a web host those packages come with the shared framework and are not there as files.
    [Fact]
    public async Task Spawner_WithoutTheHostsPackages_Works()
    {
        await using var host = new TestHost((files, options) =>
        {
            var directory = files.Folder("bare");
            foreach (var file in Directory.GetFiles(AppContext.BaseDirectory, "Silo.*")) File.Copy(file, Path.Combine(directory, Path.GetFileName(file)));
            return new BubblewrapOptions { RunDirectory = options.RunDirectory, SpawnerPath = Path.Combine(directory, "Silo.Spawner.dll") };
        });
        await using var sandbox = await host.Provider.CreateAsync(host.NewSpec(), default);
        Assert.Equal(0, (await sandbox.RunAsync(TestHost.Script("cat") with { Input = new byte[] { 1 } }, default)).ExitCode);
    }

    [Fact]
    public async Task Create_RunDirectoryOfAnyLength_Works()
    {
        await using var host = new TestHost((files, options) => new BubblewrapOptions { RunDirectory = files.File($"{new string('a', 200)}/{new string('b', 200)}") });
        await using var sandbox = await host.Provider.CreateAsync(host.NewSpec(), default);
        Assert.Equal(0, (await sandbox.RunAsync(TestHost.Script("true"), default)).ExitCode);
    }

    [Fact]
    public async Task Create_WorkspaceThatIsNone_IsRefused()
    {
        await using var host = new TestHost();
        var spec = host.NewSpec();
        await using var sandbox = await host.Provider.CreateAsync(spec, default);
        foreach (var path in (string[])["/", "relative", host.Files.File("not-there"), host.RunDirectory, Path.Combine(host.RunDirectory, "sandboxes"), spec.WorkspacePath + "/../run/sandboxes"])
        {
            var error = await Assert.ThrowsAsync<SandboxException>(() => host.Provider.CreateAsync(spec with { WorkspacePath = path }, default));
            Assert.Equal("sandbox_failed", error.Code);
        }
    }

    private static BubblewrapOptions With(BubblewrapOptions options, string bubblewrap) =>
        new() { RunDirectory = options.RunDirectory, BubblewrapPath = bubblewrap };
}
