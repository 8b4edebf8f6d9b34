using Silo.Abstractions.Agents;
using Silo.Sandboxes.Native;
using Silo.Spawner.Entering;
using Xunit;

namespace Silo.Entered.Tests;

/// <summary>Whom the sandboxes of a host with subordinate ids run as, and what that keeps from them should the namespaces fail.</summary>
public sealed class EnteredUsersTests
{
    [Fact]
    public async Task Workspaces_EachHaveAUserOfTheirOwn_SandboxesOnOneShareIt()
    {
        await using var host = new EnteredHost();
        var (_, spec) = await host.NewSessionAsync();
        var (_, other) = await host.NewSessionAsync();
        await using var first = await host.Provider.CreateAsync(spec, default);
        await using var same = await host.Provider.CreateAsync(spec, default);
        await using var second = await host.Provider.CreateAsync(other, default);

        var uids = new List<uint>();
        foreach (var sandbox in (Abstractions.Sandboxes.ISandbox[])[first, same, second]) uids.Add((await EnteredHost.StartAsync(sandbox)).Uid);

        Assert.Equal(uids[0], uids[1]);
        Assert.NotEqual(uids[0], uids[2]);
        Assert.All(uids, uid => Assert.True(EnteredIds.Find()!.Value.Contains(uid)));
    }

    [Fact]
    public async Task Support_AndSandbox_SayThatASubordinateIdServes()
    {
        await using var host = new EnteredHost();
        var support = await host.Provider.CheckAsync(default);
        var (_, spec) = await host.NewSessionAsync();
        await using var sandbox = await host.Provider.CreateAsync(spec, default);

        Assert.True(support.Available, support.Detail);
        Assert.Contains("a user for each workspace, of the host's subordinate ids", support.Detail, StringComparison.Ordinal);
        Assert.Equal("subordinate", sandbox.Description.User);
        Assert.DoesNotContain(sandbox.Description.Degraded, d => d.StartsWith("user:", StringComparison.Ordinal) || d.StartsWith("tmp_", StringComparison.Ordinal));
    }

    // Each attack once as the host's user, as whom it succeeds, and then as the user of another workspace: as if the namespaces were not there.
    [Fact]
    public async Task UserOfAWorkspace_WithoutItsNamespaces_ReachesNoOtherWorkspaceAndNoProcess()
    {
        await using var host = new EnteredHost();
        var (workspace, spec) = await host.NewSessionAsync();
        var (_, other) = await host.NewSessionAsync();
        await using var sandbox = await host.Provider.CreateAsync(spec, default);
        await using var attacker = await host.Provider.CreateAsync(other, default);
        await EnteredHost.WriteAsync(workspace, "secret", "of another session");
        var (_, own, victim) = await EnteredHost.StartAsync(sandbox);
        var (_, uid, _) = await EnteredHost.StartAsync(attacker);
        string[] read = ["cat", $"{spec.WorkspacePath}/secret"];
        string[] signal = ["kill", "-0", $"{victim}"];
        string[] memory = ["cat", $"/proc/{victim}/environ"];

        Assert.Equal((0, "of another session"), await EnteredHost.OutsideAsync(LibC.geteuid(), LibC.getegid(), read));
        Assert.Equal(0, (await EnteredHost.OutsideAsync(own, own, signal)).Code);
        Assert.Equal(0, (await EnteredHost.OutsideAsync(own, own, memory)).Code);

        Assert.Contains("Permission denied", (await EnteredHost.OutsideAsync(uid, uid, read)).Output, StringComparison.Ordinal);
        Assert.Contains("not permitted", (await EnteredHost.OutsideAsync(uid, uid, signal)).Output, StringComparison.Ordinal);
        Assert.Contains("Permission denied", (await EnteredHost.OutsideAsync(uid, uid, memory)).Output, StringComparison.Ordinal);
        Assert.Contains("Permission denied", (await EnteredHost.OutsideAsync(uid, uid, "ls", host.Files.Path)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capabilities_OfTheHost_AreNotTheSandboxs()
    {
        await using var host = new EnteredHost();
        var (_, spec) = await host.NewSessionAsync();
        await using var sandbox = await host.Provider.CreateAsync(spec, default);

        Assert.True(Capabilities.AreIn(await File.ReadAllTextAsync("/proc/self/status")));
        Assert.Equal((0, "0000000000000000"), await EnteredHost.RunAsync(sandbox, "grep Cap /proc/self/status | cut -f 2 | sort -u"));
        var (_, _, inside) = await EnteredHost.StartAsync(sandbox);
        var outer = (await File.ReadAllTextAsync($"/proc/{inside}/status")).Split('\n').First(line => line.StartsWith("CapAmb", StringComparison.Ordinal));
        Assert.EndsWith("0000000000000000", outer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memory_OfTmpAndHome_IsBounded()
    {
        await using var host = new EnteredHost();
        var (_, spec) = await host.NewSessionAsync(new SandboxSettings { TmpBytesMax = 1 << 20, TmpFilesMax = 64 });
        await using var sandbox = await host.Provider.CreateAsync(spec, default);
        foreach (var place in (string[])["/tmp", "/home/agent"])
        {
            Assert.NotEqual(0, (await EnteredHost.RunAsync(sandbox, $"head -c 2000000 /dev/zero > {place}/big")).Code);
            Assert.NotEqual(0, (await EnteredHost.RunAsync(sandbox, $"rm {place}/big; i=0; while [ $i -lt 100 ]; do : > {place}/$i || exit 7; i=$((i+1)); done")).Code);
            await EnteredHost.RunAsync(sandbox, $"rm -f {place}/*; echo kept > {place}/kept");
            Assert.Equal("kept", (await EnteredHost.RunAsync(sandbox, $"cat {place}/kept")).Output);
        }
    }

    [Fact]
    public async Task Hosts_OfOneUser_NeverShareAnId()
    {
        await using var host = new EnteredHost();
        var (_, spec) = await host.NewSessionAsync();
        await using var another = new EnteredHost();
        var (_, other) = await another.NewSessionAsync();
        await using var sandbox = await host.Provider.CreateAsync(spec, default);
        await using var second = await another.Provider.CreateAsync(other, default);

        var shares = new List<string>();
        foreach (var provider in (Silo.Sandboxes.Bubblewrap.BubblewrapProvider[])[host.Provider, another.Provider])
            shares.Add((await provider.CheckAsync(default)).Detail.Split("ids ")[1]);

        Assert.Equal(2, shares.Distinct(StringComparer.Ordinal).Count());
        Assert.NotEqual((await EnteredHost.StartAsync(sandbox)).Uid, (await EnteredHost.StartAsync(second)).Uid);
    }
}
