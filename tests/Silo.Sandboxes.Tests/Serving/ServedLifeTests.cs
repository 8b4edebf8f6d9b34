using System.Diagnostics;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Tests.Bubblewrap;
using Xunit;

namespace Silo.Sandboxes.Tests.Serving;

/// <summary>How a serving spawner starts, is refused, goes, and comes back.</summary>
public sealed class ServedLifeTests
{
    [Fact]
    public async Task Spawner_StartedAnew_IsFoundWithoutRestartingTheHost()
    {
        await using var host = await ServedFixture.StartAsync();
        var spec = host.NewSpec();
        var sandbox = await host.Provider.CreateAsync(spec, default);
        var run = await TestHost.StartAsync(sandbox, $"(setsid sh -c 'while :; do sleep 1000; done' {host.Token} &); echo up; sleep 1000");

        await host.Spawner.KillAsync();
        Assert.Equal(SandboxExitCause.SandboxDied, (await run).Cause);
        var gone = await Assert.ThrowsAsync<SandboxException>(() => host.Provider.CreateAsync(host.NewSpec(), default));
        Assert.Equal("sandbox_unavailable", gone.Code);
        Assert.Contains("silo-spawner serve --user", gone.Message);
        Assert.Contains(host.Spawner.Socket, gone.Message);

        // Nobody can say that its processes are gone; of a session that had no sandbox, nothing has to be said.
        Assert.Equal("sandbox_unavailable", (await Assert.ThrowsAsync<SandboxException>(() => host.Provider.ProveDeadAsync(spec.Key, default))).Code);
        await host.Provider.ProveDeadAsync(host.NewSpec().Key, default);

        await host.Spawner.StartAsync();
        await host.Provider.ProveDeadAsync(spec.Key, default);
        host.Spawner.AssertNoSandboxLeft(host.Token);
        await using var next = await host.Provider.CreateAsync(spec, default);
        Assert.Equal(0, (await ServedFixture.RunAsync(next, "true")).Exit.ExitCode);
    }

    [Fact]
    public async Task Host_StartedBeforeItsSpawner_SaysWhatToStart()
    {
        await using var host = await ServedFixture.StartAsync();
        await host.Spawner.StopAsync();

        var support = await host.Provider.CheckAsync(default);
        Assert.False(support.Available);
        Assert.Contains("systemctl start silo-spawner", support.Detail);
        await host.Provider.ProveDeadAsync(host.NewSpec().Key, default);
        Assert.Equal(0, await host.Provider.SweepAsync(default));

        await host.Spawner.StartAsync();
        support = await host.Provider.CheckAsync(default);
        Assert.True(support.Available, support.Detail);
        Assert.DoesNotContain(support.Degraded, d => d.StartsWith("user:", StringComparison.Ordinal) || d.StartsWith("tmp_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_WithCommandsRunning_LeavesNothing()
    {
        await using var host = await ServedFixture.StartAsync();
        var sandbox = await host.Provider.CreateAsync(host.NewSpec(), default);
        var run = await TestHost.StartAsync(sandbox, $"(setsid sh -c 'while :; do sleep 1000; done' {host.Token} &); echo up; sleep 1000");

        Assert.Equal(0, await host.Spawner.StopAsync());

        Assert.Equal(SandboxExitCause.SandboxDied, (await run).Cause);
        host.Spawner.AssertNoSandboxLeft(host.Token);
        Assert.Empty(TestSpawner.GroupsOf(host.Spawner.Directory));
        Assert.False(Path.Exists(host.Spawner.Socket));
    }

    [Fact]
    public async Task Sandbox_Running_IsInNoMountTableButItsOwn()
    {
        await using var host = await ServedFixture.StartAsync();
        await using var sandbox = await host.Provider.CreateAsync(host.NewSpec(), default);
        Assert.DoesNotContain(host.Spawner.Directory + "/sandboxes", TestSpawner.AllMounts());
        await TestHost.StartAsync(sandbox, "echo up; sleep 1000");

        Assert.DoesNotContain(host.Spawner.Directory, await File.ReadAllTextAsync("/proc/self/mountinfo"));
        Assert.DoesNotContain(host.Spawner.Directory, await File.ReadAllTextAsync($"/proc/{host.Spawner.Pid}/mountinfo"));
    }

    [Fact]
    public async Task Start_WhereItWouldNotBeSafe_IsRefusedWithTheReason()
    {
        await using var host = await ServedFixture.StartAsync();
        var spawner = host.Spawner;
        using var files = new TestDirectory();
        var elsewhere = $"{spawner.Directory}-2";
        var open = Directory.CreateDirectory($"{spawner.Directory}-open").FullName;
        File.SetUnixFileMode(open, (UnixFileMode)0b111_111_111);
        try
        {
            (string[] Arguments, string Reason)[] cases =
            [
                (["--directory", spawner.Directory], $"another silo-spawner serves at {spawner.Directory}"),
                (["--directory", elsewhere, "--uids", $"{spawner.FirstUid + 3}-{spawner.FirstUid + 100}"], "another silo-spawner on this machine has some of --uids"),
                (["--directory", elsewhere, "--user", "70000", "--uids", "70000-70010"], "holds 70000, the user of the hosts"),
                (["--directory", Path.Combine(open, "x")], "can be changed by others than root"),
                (["--directory", Path.Combine(files.Path, "x")], "lets nobody pass"),
                (["--directory", "/no-such/x"], "/no-such is missing"),
                (["--workspaces", "/no-such"], "--workspaces /no-such is not there"),
                (["--user", "no-such-user"], "there is no user no-such-user"),
                (["--bubblewrap", "/no-such"], "bubblewrap is not installed"),
                (["--oci-runtime", "/no-such"], "the OCI runtime is not installed"),
            ];
            foreach (var (arguments, reason) in cases)
            {
                var (code, said) = await RunAsync(["serve", "--user", "root", "--workspaces", files.Path, "--uids", $"{spawner.FirstUid + 64}-{spawner.FirstUid + 70}", .. arguments]);
                Assert.Contains(reason, said);
                Assert.Equal(1, code);
            }
        }
        finally
        {
            Directory.Delete(open, recursive: true);
            if (Directory.Exists(elsewhere)) Directory.Delete(elsewhere, recursive: true);
        }
    }

    [Fact]
    public async Task Unit_ItsCapabilities_AreEnough()
    {
        var unit = await File.ReadAllLinesAsync(Path.Combine(Repository(), "eng/systemd/silo-spawner.service"));
        var names = unit.Single(line => line.StartsWith("CapabilityBoundingSet=", StringComparison.Ordinal)).Split('=')[1].Split(' ');
        var set = "-all," + string.Join(',', names.Select(name => "+" + name["CAP_".Length..].ToLowerInvariant()));
        await using var host = await ServedFixture.StartAsync(spawner => spawner.Program = ["setpriv", "--bounding-set", set, "--no-new-privs", "--", .. spawner.Program]);
        var sandbox = await host.Provider.CreateAsync(host.NewSpec(), default);
        var (exit, output) = await ServedFixture.RunAsync(sandbox, $"(setsid sh -c 'while :; do sleep 1000; done' {host.Token} </dev/null >/dev/null 2>&1 &); cat /etc/passwd > copy; id -u; cat; cat copy | head -c 5", "in\n");
        Assert.Equal((0, "1000\nin\nagent"), (exit.ExitCode, output));
        await host.Spawner.KillAsync();
        await host.Spawner.StartAsync();
        host.Spawner.AssertNoSandboxLeft(host.Token);
    }

    [Fact]
    public async Task Start_WithoutRoot_SaysWhatToRun()
    {
        var (code, said) = await RunAsync(["serve", "--user", "silo"], "setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups");
        Assert.Equal(1, code);
        Assert.Contains("sudo silo-spawner serve --user silo", said);
    }

    [Theory]
    [InlineData(0, "--workspaces DIR", "--help")]
    [InlineData(0, "silo-spawner ", "--version")]
    [InlineData(2, "nothing to do")]
    [InlineData(2, "--user is missing", "serve")]
    [InlineData(2, "--run-directory DIR", "nonsense")]
    public async Task Program_AskedAnything_Answers(int code, string answer, params string[] arguments)
    {
        var (actual, said) = await RunAsync(arguments);
        Assert.Contains(answer, said);
        Assert.Equal(code, actual);
    }

    private static string Repository()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Silo.sln"))) directory = directory.Parent ?? throw new InvalidOperationException("Not in the repository.");
        return directory.FullName;
    }

    private static async Task<(int Code, string Said)> RunAsync(string[] arguments, params string[] before)
    {
        string[] line = [.. before, Path.Combine(AppContext.BaseDirectory, "Silo.Spawner"), .. arguments];
        using var process = Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + errors);
    }
}
