using Silo.Abstractions.Agents;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.Tests.Bubblewrap;
using Xunit;

namespace Silo.Sandboxes.Tests.Serving;

/// <summary>Whom a served sandbox runs as, and whose its files are.</summary>
public sealed class ServedUsersTests
{
    [Fact]
    public async Task Workspaces_EachHaveAUserOfTheirOwn_SandboxesOnOneShareIt()
    {
        await using var host = await ServedFixture.StartAsync();
        var (spec, other) = (host.NewSpec(), host.NewSpec());
        await using var first = await host.Provider.CreateAsync(spec, default);
        await using var same = await host.Provider.CreateAsync(spec, default);
        await using var second = await host.Provider.CreateAsync(other, default);
        var runs = new[] { first, same, second }.Select(s => TestHost.StartAsync(s, "echo up; sleep 1000")).ToList();
        await Task.WhenAll(runs);

        var uids = host.Spawner.Sandboxed().Select(UidOf).Distinct().Order().ToList();

        Assert.Equal([host.Spawner.FirstUid, host.Spawner.FirstUid + 1], uids);
    }

    [Fact]
    public async Task Files_OfEitherSide_AreTheOthersToReadWriteAndRun()
    {
        await using var host = await ServedFixture.StartAsync();
        var spec = host.NewSpec();
        var program = Path.Combine(spec.WorkspacePath, "program");
        await File.WriteAllTextAsync(program, "#!/bin/sh\necho ran\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var sandbox = await host.Provider.CreateAsync(spec, default);

        var (exit, output) = await ServedFixture.RunAsync(sandbox, "chmod +x program && ./program && umask 077 && echo secret > made && id -u && stat -c %u program made");

        Assert.Equal(new SandboxExit(0, SandboxExitCause.Exited), exit);
        Assert.Equal("ran\n1000\n1000\n1000", output);
        var made = Path.Combine(spec.WorkspacePath, "made");
        Assert.Equal("secret\n", await File.ReadAllTextAsync(made));
        using var opened = File.OpenHandle(made);
        Assert.Equal((LibC.geteuid(), LibC.getegid()), (FileOwner.Of(opened).Uid, FileOwner.Of(opened).Gid));
    }

    [Fact]
    public async Task StandardStreams_OpenedByName_Work()
    {
        await using var host = await ServedFixture.StartAsync();
        await using var sandbox = await host.Provider.CreateAsync(host.NewSpec(), default);
        var (exit, output) = await ServedFixture.RunAsync(sandbox, "cat /dev/stdin > /dev/stdout; echo err > /dev/stderr; : < /dev/null", "from the host\n");
        Assert.Equal((0, "from the host\nerr"), (exit.ExitCode, output));
    }

    // A descriptor of the machine's own device was once given to the sandbox's user.
    [Fact]
    public async Task Run_WithoutInput_DoesNotGiveTheMachinesDeviceAway()
    {
        await using var host = await ServedFixture.StartAsync();
        await using var sandbox = await host.Provider.CreateAsync(host.NewSpec(), default);
        await ServedFixture.RunAsync(sandbox, "true");
        using var nothing = File.OpenHandle("/dev/null");
        Assert.NotInRange(FileOwner.Of(nothing).Uid, host.Spawner.FirstUid, host.Spawner.FirstUid + 63);
    }

    [Fact]
    public async Task FileSystem_ThatCannotMapIds_IsNamedAndServedAsTheHostsUser()
    {
        using var files = new TestDirectory();
        await ShellAsync($"mount -t ramfs silo-test {files.Folder("ram")}");
        try
        {
            await using var spawner = await TestSpawner.StartAsync(files.File("ram"));
            await using var provider = spawner.NewProvider(files.File("ram/run"));
            var support = await provider.CheckAsync(default);
            Assert.True(support.Available, support.Detail);
            Assert.Contains(support.Degraded, d => d.StartsWith($"user: sandboxes below {files.File("ram")} run as the host's user", StringComparison.Ordinal));
        }
        finally
        {
            await ShellAsync($"umount {files.File("ram")}");
        }
    }

    [Fact]
    public async Task Memory_OfTmpAndHome_IsBounded()
    {
        await using var host = await ServedFixture.StartAsync();
        await using var sandbox = await host.Provider.CreateAsync(host.NewSpec(new SandboxSettings { TmpBytesMax = 1 << 20, TmpFilesMax = 64 }), default);
        foreach (var place in (string[])["/tmp", "/home/agent"])
        {
            Assert.NotEqual(0, (await ServedFixture.RunAsync(sandbox, $"head -c 2000000 /dev/zero > {place}/big")).Exit.ExitCode);
            Assert.NotEqual(0, (await ServedFixture.RunAsync(sandbox, $"rm {place}/big; i=0; while [ $i -lt 100 ]; do : > {place}/$i || exit 7; i=$((i+1)); done")).Exit.ExitCode);
            await ServedFixture.RunAsync(sandbox, $"rm -f {place}/*; echo kept > {place}/kept");
            Assert.Equal("kept", (await ServedFixture.RunAsync(sandbox, $"cat {place}/kept")).Output);
        }
    }

    [Fact]
    public async Task Processes_OfAllCommandsTogether_AreBounded()
    {
        const string start = "i=0; while [ $i -lt 12 ]; do sleep 1000 & i=$((i+1)); done; echo up; sleep 1000";
        await using var host = await ServedFixture.StartAsync();
        Assert.DoesNotContain((await host.Provider.CheckAsync(default)).Degraded, d => d.StartsWith("processes_max", StringComparison.Ordinal));
        await using var sandbox = await host.Provider.CreateAsync(host.NewSpec(new SandboxSettings { ProcessesMax = 24 }), default);
        var first = await TestHost.StartAsync(sandbox, start);

        Assert.DoesNotContain("up", (await ServedFixture.RunAsync(sandbox, start)).Output);

        Assert.False(first.IsCompleted);
    }

    private static uint UidOf(int pid) =>
        uint.Parse(File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1]);

    private static async Task ShellAsync(string script)
    {
        using var shell = System.Diagnostics.Process.Start("/bin/sh", ["-c", script]);
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
    }
}
