using Silo.Sandboxes.Cgroups;
using Xunit;

namespace Silo.Sandboxes.Tests.Cgroups;

public sealed class CgroupLayoutTests
{
    private const string Hybrid = """
        22 27 0:21 / /proc rw,relatime - proc proc rw
        32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
        35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory
        39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
        40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
        41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw

        """;

    [Fact]
    public void Parse_BothVersionsSideBySide_FindsEachControllersTreeAndTheOwnGroup()
    {
        var layout = CgroupLayout.Parse(Hybrid, "4:memory:/user/7b2a\n8:pids:/\n1:cpu,cpuacct:/a b\n0::/\n");
        Assert.Equal("/sys/fs/cgroup/memory/user/7b2a", layout.FindLegacy(CgroupController.Memory)?.Own);
        Assert.Equal("/sys/fs/cgroup/pids", layout.FindLegacy(CgroupController.Pids)?.Own);
        Assert.Equal("/sys/fs/cgroup/cpu,cpuacct/a b", layout.FindLegacy(CgroupController.Cpu)?.Own);
        Assert.Equal("/sys/fs/cgroup/unified", layout.Unified?.Own);
    }

    [Fact]
    public void Parse_VersionTwoAlone_HasNoLegacyTree()
    {
        var layout = CgroupLayout.Parse(
            "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n", "0::/system.slice/silo-spawner.service\n");
        Assert.Null(layout.FindLegacy(CgroupController.Memory));
        Assert.Equal(("/sys/fs/cgroup", "/sys/fs/cgroup/system.slice/silo-spawner.service"), (layout.Unified?.Root, layout.Unified?.Own));
    }

    [Theory]
    [InlineData("/docker/abc", "/docker/abc", "/sys/fs/cgroup")]
    [InlineData("/docker/abc", "/docker/abc/inner", "/sys/fs/cgroup/inner")]
    [InlineData("/", "/../../elsewhere", "/sys/fs/cgroup")]
    public void Parse_InAContainer_FindsTheGroupBelowWhatIsMounted(string mounted, string own, string expected) =>
        Assert.Equal(expected, CgroupLayout.Parse($"30 23 0:26 {mounted} /sys/fs/cgroup ro - cgroup2 cgroup rw\n", $"0::{own}\n").Unified?.Own);

    [Theory]
    [InlineData("")]
    [InlineData("nonsense\n1 2 3\n - - \n30 23 0:26 / /x rw - ext4 /dev/vda rw\n")]
    public void Parse_Nothing_FindsNothing(string mounts) => Assert.Empty(CgroupLayout.Parse(mounts, "nonsense\n").Hierarchies);

    [Fact]
    public void Read_ThisMachine_FindsATreeForEverySetting()
    {
        var layout = CgroupLayout.Read();
        Assert.All(Enum.GetValues<CgroupController>(), c => Assert.True(layout.FindLegacy(c) is not null || layout.Unified is not null));
    }
}
