using System.Diagnostics;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Conformance.Journal;
using Silo.Conformance.Sandboxes;
using Silo.Sandboxes.Spawning;
using Silo.Sandboxes.Tests.Bubblewrap;
using Xunit;

namespace Silo.Sandboxes.Tests.Serving;

/// <summary>Who is served, and what of.</summary>
public sealed class ServedHostsTests
{
    private const string Nobody = "65534";

    [Fact]
    public async Task Socket_IsForTheUserAloneAndSoIsTheSpawner()
    {
        await using var host = await ServedFixture.StartAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(host.Spawner.Socket));
        Assert.Equal("refused", await ConnectAsAsync(Nobody, host.Spawner.Socket));

        // Should the mode be lost, the kernel's word for who is there still holds.
        File.SetUnixFileMode(host.Spawner.Socket, (UnixFileMode)0b110_110_110);
        Assert.Equal("closed", await ConnectAsAsync(Nobody, host.Spawner.Socket));
        Assert.Equal("hello", await ConnectAsAsync("0", host.Spawner.Socket));
    }

    [Fact]
    public async Task Host_OfAnOrdinaryUser_IsServed()
    {
        using var files = new TestDirectory();
        File.SetUnixFileMode(files.Path, (UnixFileMode)0b111_101_101);
        await ShellAsync($"install -d -o silo -g silo {files.File("data")}");
        await using var spawner = await TestSpawner.StartAsync(files.File("data"), "silo");
        var token = $"token-{Guid.NewGuid():N}";
        var start = TestExecutable.Host(files.File("data/run"), spawner.Socket);
        await using var host = ChildProcess.Start(As("silo", start));
        await ShellAsync($"install -d -o silo -g silo {files.File("data/work")}");
        var spec = new SandboxSpec(new SessionKey(TenantId.Default, new TestIds().Session()), files.File("data/work"), new SandboxSettings());

        await host.TellAsync(SandboxProcess.Line(spec, $"umask 077; echo mine > made; echo up; sleep 1000; : {token}"));

        Assert.Equal("up", await host.HearAsync());
        Assert.All(spawner.Sandboxed(), pid => Assert.InRange(UidOf(pid), spawner.FirstUid, spawner.FirstUid + 63));
        Assert.NotEmpty(spawner.Sandboxed());
        using var made = File.OpenHandle(files.File("data/work/made"));
        using var work = Silo.Sandboxes.Native.TrustedPath.OpenDirectoryAt(files.File("data/work"));
        Assert.Equal(Silo.Sandboxes.Native.FileOwner.Of(work).Uid, Silo.Sandboxes.Native.FileOwner.Of(made).Uid);
        host.Kill();
        await spawner.StopAsync();
        Assert.Empty(Processes.WithArgument(token));
    }

    [Fact]
    public async Task Workspace_ThatIsNotTheHostsBelowARoot_IsRefused()
    {
        await using var host = await ServedFixture.StartAsync();
        var spec = host.NewSpec();
        using var elsewhere = new TestDirectory();
        Directory.CreateSymbolicLink(host.Files.File("link"), elsewhere.Path);
        Directory.CreateSymbolicLink(host.Files.File("turn"), host.Files.Path);
        await File.WriteAllTextAsync(host.Files.File("file"), "");
        await ShellAsync($"install -d -o {Nobody} -g 0 {host.Files.File("theirs")}; install -d -o 0 -g {Nobody} {host.Files.File("group")}");
        string[] paths =
        [
            "/", "/etc", "/proc/self/cwd", "relative", string.Empty, elsewhere.Path, host.Files.Path, host.Files.File("link"), host.Files.File("turn/" + Path.GetFileName(spec.WorkspacePath)),
            host.Files.File("file"), host.Files.File("not-there"), host.Files.File("theirs"), host.Files.File("group"), spec.WorkspacePath + "/..", spec.WorkspacePath + "/../../etc",
            host.Files.File("with\0zero"), "/" + new string('a', 5000), host.Spawner.Directory,
        ];
        foreach (var path in paths)
        {
            var error = await Assert.ThrowsAsync<SandboxException>(() => host.Provider.CreateAsync(spec with { WorkspacePath = path }, default));
            Assert.Equal("sandbox_failed", error.Code);
        }

        host.Spawner.AssertNoSandboxLeft(host.Token);
    }

    [Fact]
    public async Task Settings_BeyondTheSpawnersOwn_AreRefusedByName()
    {
        await using var host = await ServedFixture.StartAsync("--memory-bytes-max", "10000000000", "--processes-max", "300", "--tmp-bytes-max", "600000000", "--tmp-files-max", "70000");
        (string Name, SandboxSettings Settings)[] cases =
        [
            ("memory_bytes_max", new() { MemoryBytesMax = 10_000_000_001 }), ("memory_bytes_max", new() { MemoryBytesMax = -1 }),
            ("processes_max", new() { ProcessesMax = 301 }), ("processes_max", new() { ProcessesMax = 0 }),
            ("tmp_bytes_max", new() { TmpBytesMax = 600_000_001 }), ("tmp_bytes_max", new() { TmpBytesMax = 0 }),
            ("tmp_files_max", new() { TmpFilesMax = 70_001 }), ("cpus_max", new() { CpusMax = -1 }), ("cpus_max", new() { CpusMax = 2000 }),
        ];
        foreach (var (name, settings) in cases)
        {
            var error = await Assert.ThrowsAsync<SandboxException>(() => host.Provider.CreateAsync(host.NewSpec(settings), default));
            Assert.Equal("sandbox_failed", error.Code);
            Assert.StartsWith(name, error.Message, StringComparison.Ordinal);
        }

        await using var sandbox = await host.Provider.CreateAsync(host.NewSpec(new SandboxSettings { CpusMax = 0.5m }), default);
        Assert.Equal(0, (await ServedFixture.RunAsync(sandbox, "true")).Exit.ExitCode);
    }

    [Fact]
    public async Task Sandbox_OfAnotherHost_IsNeitherListedNorEnded()
    {
        await using var host = await ServedFixture.StartAsync();
        var (mine, theirs) = (host.NewSpec(), host.NewSpec());
        await using var other = ChildProcess.Start(TestExecutable.Host(host.Files.File("other"), host.Spawner.Socket));
        await other.TellAsync(SandboxProcess.Line(theirs, $"echo up; sleep 1000; : {host.Token}"));
        Assert.Equal("up", await other.HearAsync());
        await using var sandbox = await host.Provider.CreateAsync(mine, default);
        var name = Directory.GetDirectories(Path.Combine(host.Spawner.Directory, "sandboxes")).Select(Path.GetFileName).Single(n => n!.Contains(theirs.Key.Session.Value, StringComparison.Ordinal))!;

        var client = SpawnerClient.At(host.Spawner.Socket);
        Assert.Equal(mine.Key.Session, Assert.Single(await client.ListAsync(default)).Session);
        Assert.Equal(0, (await client.EndAsync(name, default)).Count);
        await host.Provider.ProveDeadAsync(theirs.Key, default);

        Assert.NotEmpty(Processes.WithArgument(host.Token));
    }

    [Fact]
    public async Task Request_BeforeHello_IsDropped()
    {
        await using var host = await ServedFixture.StartAsync();
        await Assert.ThrowsAsync<IOException>(() => SpawnerClient.At(host.Spawner.Socket).ListAsync(default));
    }

    [Fact]
    public async Task Host_ThatStops_LeavesNothingAndTheSpawnerServesOn()
    {
        await using var host = await ServedFixture.StartAsync();
        var sandbox = await host.Provider.CreateAsync(host.NewSpec(), default);
        var run = await TestHost.StartAsync(sandbox, $"(setsid sh -c 'while :; do sleep 1000; done' {host.Token} &); echo up; sleep 1000");

        await host.Provider.DisposeAsync();

        Assert.Equal(SandboxExitCause.SandboxDied, (await run).Cause);
        host.Spawner.AssertNoSandboxLeft(host.Token);
        await using var next = host.Spawner.NewProvider(host.RunDirectory);
        await using var again = await next.CreateAsync(host.NewSpec(), default);
        Assert.Equal(0, (await ServedFixture.RunAsync(again, "true")).Exit.ExitCode);
    }

    private static ProcessStartInfo As(string user, ProcessStartInfo start) =>
        new("setpriv", ["--reuid", user, "--regid", user == "silo" ? "silo" : user, "--clear-groups", "--", start.FileName, .. start.ArgumentList]);

    private static async Task<string> ConnectAsAsync(string user, string socket)
    {
        await using var child = ChildProcess.Start(As(user, new ProcessStartInfo(TestExecutable.Path, ["connect", socket])));
        return await child.HearAsync();
    }

    private static uint UidOf(int pid) =>
        uint.Parse(File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1]);

    private static async Task ShellAsync(string script)
    {
        using var shell = Process.Start("/bin/sh", ["-c", script]);
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
    }
}
