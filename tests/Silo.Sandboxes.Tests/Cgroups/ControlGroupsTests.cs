using Silo.Sandboxes.Cgroups;
using Silo.Sandboxes.Native;
using Xunit;

namespace Silo.Sandboxes.Tests.Cgroups;

/// <summary>Where groups are made and what is written to them, on a tree that is made up: no test machine has every layout.</summary>
public sealed class ControlGroupsTests : IDisposable
{
    private const string Root = "/sys/fs/cgroup";
    private const string Service = Root + "/system.slice/silo-spawner.service";
    private const string Own = Service + "/silo-test";
    private static readonly CgroupLimits Limits = new(1 << 30, 64, 1.5m);
    private readonly TestDirectory _directory = new();
    private readonly FakeCgroupFiles _files = new();

    [Fact]
    public void Unified_DelegatedService_IsDividedAndEverySettingIsWritten()
    {
        AddUnified("100\n");
        var groups = Open("0::/system.slice/silo-spawner.service\n", isRoot: true, 100);

        Assert.Empty(groups.Missing);
        Assert.Equal("100\n", _files.Files[Service + "/silo-main/cgroup.procs"]);
        Assert.Equal("+memory +pids +cpu", _files.Files[Service + "/cgroup.subtree_control"]);
        var sandbox = groups.Make("one", Limits);
        Assert.Equal(
            ["1073741824", "0", "64", "150000 100000"],
            ((string[])["memory.max", "memory.swap.max", "pids.max", "cpu.max"]).Select(file => _files.Files[$"{Own}/one/{file}"]));
        sandbox.Admit(4242);
        Assert.Equal("4242\n", _files.Files[Own + "/one/cgroup.procs"]);
    }

    [Fact]
    public void Unified_OpenedAgainFromTheGroupAside_DoesNotNest()
    {
        AddUnified("100\n");
        Open("0::/system.slice/silo-spawner.service\n", isRoot: false, 100);
        var again = Open("0::/system.slice/silo-spawner.service/silo-main\n", isRoot: false, 100, 101);
        Assert.Equal(Own, Assert.Single(again.Bases).Directory);
    }

    [Fact]
    public void Unified_SharedGroup_RootTakesTheTreesRootAndOthersAreToldWhy()
    {
        AddUnified("7\n100\n");
        var refused = Open("0::/system.slice/silo-spawner.service\n", isRoot: false, 100);
        Assert.Equal(3, refused.Missing.Count);
        Assert.Contains("Delegate=yes", refused.Missing[CgroupController.Memory]);
        Assert.Equal("7\n100\n", _files.Files[Service + "/cgroup.procs"]);

        var root = Open("0::/system.slice/silo-spawner.service\n", isRoot: true, 100);
        Assert.Equal(Root + "/silo-test", Assert.Single(root.Bases).Directory);
    }

    [Fact]
    public void Unified_ControllerThatIsNotGiven_IsNamed()
    {
        AddUnified("100\n", "memory pids");
        var groups = Open("0::/system.slice/silo-spawner.service\n", isRoot: false, 100);
        Assert.Equal([CgroupController.Cpu], groups.Missing.Keys);
        Assert.Equal([CgroupController.Memory, CgroupController.Pids], Assert.Single(groups.Bases).Controllers);
    }

    [Fact]
    public void Unified_ThatMayNotBeWritten_IsNamed()
    {
        AddUnified("100\n");
        _files.Forbidden.Add(Service);
        Assert.Equal(3, Open("0::/system.slice/silo-spawner.service\n", isRoot: false, 100).Missing.Count);
    }

    [Fact]
    public void Legacy_TreesApart_EachGetsWhatItBounds()
    {
        AddLegacy();
        var groups = Open("4:memory:/mine\n8:pids:/\n1:cpu,cpuacct:/\n");
        Assert.Empty(groups.Missing);
        groups.Make("one", Limits);
        Assert.Equal("1073741824", _files.Files[Root + "/memory/mine/silo-test/one/memory.limit_in_bytes"]);
        Assert.Equal("64", _files.Files[Root + "/pids/silo-test/one/pids.max"]);
        Assert.Equal("150000", _files.Files[Root + "/cpu/silo-test/one/cpu.cfs_quota_us"]);
    }

    // Each group costs every command a write.
    [Fact]
    public void Make_WithoutALimit_MakesNoGroupForIt()
    {
        AddLegacy();
        var sandbox = Open("4:memory:/mine\n8:pids:/\n1:cpu,cpuacct:/\n").Make("one", new CgroupLimits(null, 64, null));
        Assert.Equal([Root + "/pids/silo-test/one"], sandbox.Directories);
    }

    [Fact]
    public void Make_ThatFailsHalfWay_LeavesNothing()
    {
        AddLegacy();
        var groups = Open("4:memory:/mine\n8:pids:/\n1:cpu,cpuacct:/\n");
        _files.Forbidden.Add(Root + "/pids/silo-test");
        Assert.Throws<IOException>(() => groups.Make("one", Limits));
        Assert.DoesNotContain(_files.Directories, d => d.EndsWith("/one", StringComparison.Ordinal));
    }

    [Fact]
    public void Open_NoGroupsMounted_NamesEverySetting() => Assert.Equal(3, Open(string.Empty).Missing.Count);

    [Fact]
    public void Close_RemovesItsOwnGroupsAndTheRecordOfThem()
    {
        AddLegacy();
        var groups = Open("4:memory:/mine\n8:pids:/\n1:cpu,cpuacct:/\n");
        Assert.Equal(3, new CgroupRecord(_directory.File("cgroups")).Read().Count);
        groups.Close();
        Assert.DoesNotContain(_files.Directories, d => d.EndsWith("/silo-test", StringComparison.Ordinal));
        Assert.Empty(new CgroupRecord(_directory.File("cgroups")).Read());
    }

    [Fact]
    public async Task End_GroupsOfASpawnerThatIsGone_AreRemovedByTheRecord()
    {
        AddLegacy();
        Open("4:memory:/mine\n8:pids:/\n1:cpu,cpuacct:/\n").Make("one", Limits);
        using var poller = new FdPoller();

        await new CgroupEnd(_files, poller, gone => gone).EndAsync(new CgroupRecord(_directory.File("cgroups")));

        Assert.DoesNotContain(_files.Directories, d => d.Contains("silo-test", StringComparison.Ordinal));
    }

    public void Dispose() => _directory.Dispose();

    private void AddUnified(string processes, string controllers = "cpuset cpu io memory pids")
    {
        string[] files = ["cgroup.procs", "cgroup.subtree_control", "cgroup.controllers", "cgroup.kill"];
        _files.FilesOf[Root] = files;
        _files.Add(Root, ("cgroup.procs", "1\n"), ("cgroup.controllers", controllers), ("cgroup.subtree_control", string.Empty));
        _files.Add(Root + "/system.slice");
        _files.Add(Service, ("cgroup.procs", processes), ("cgroup.controllers", controllers), ("cgroup.subtree_control", string.Empty));
    }

    private void AddLegacy()
    {
        _files.FilesOf[Root + "/memory"] = ["cgroup.procs", "memory.limit_in_bytes"];
        _files.FilesOf[Root + "/pids"] = ["cgroup.procs", "pids.max"];
        _files.FilesOf[Root + "/cpu"] = ["cgroup.procs", "cpu.cfs_period_us", "cpu.cfs_quota_us"];
        foreach (var tree in _files.FilesOf.Keys.ToList()) _files.Add(tree);
        _files.Add(Root + "/memory/mine");
    }

    private ControlGroups Open(string own, bool isRoot = true, params int[] movable)
    {
        var mounts = string.Concat(_files.FilesOf.Keys.Select(root => root == Root
            ? $"30 23 0:26 / {root} rw - cgroup2 cgroup2 rw\n"
            : $"31 23 0:27 / {root} rw - cgroup cgroup rw,{Path.GetFileName(root)}\n"));
        var groups = new ControlGroups(_files, "silo-test", new CgroupRecord(_directory.File("cgroups")));
        groups.Open(CgroupLayout.Parse(mounts, own), isRoot, movable);
        return groups;
    }
}
