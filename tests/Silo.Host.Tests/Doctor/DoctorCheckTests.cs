using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Host.Doctor;
using Xunit;

namespace Silo.Host.Tests.Doctor;

public sealed class DoctorCheckTests
{
    [Theory]
    [InlineData(DiskCheck.DegradedBelow, DoctorStatus.Ok)]
    [InlineData(DiskCheck.DegradedBelow - 1, DoctorStatus.Degraded)]
    [InlineData(DiskCheck.FailedBelow - 1, DoctorStatus.Failed)]
    public async Task Disk_FreeBytes_DecideTheStatus(long free, DoctorStatus status)
    {
        var result = Assert.Single(await RunAsync(new DiskCheck("/data", _ => (free, 1L << 40))));
        Assert.Equal(("disk", status, status == DoctorStatus.Ok), (result.Name, result.Status, result.Mend is null));
    }

    [Fact]
    public void Disk_OfThisMachine_IsMeasured()
    {
        var (free, total) = DiskCheck.Measure(Path.GetTempPath());
        Assert.InRange(free, 1, total);
    }

    [Fact]
    public async Task Sandbox_WithLimitsThatCannotBeSet_NamesEach()
    {
        var results = await RunAsync(new SandboxCheck(new Provider(new SandboxSupport(true, "bubblewrap 0.8", ["memory_bytes_max: no controller: v1", "no disk quota"]))));
        Assert.Equal(
            [("sandbox", DoctorStatus.Ok, "fake: bubblewrap 0.8"), ("sandbox.memory_bytes_max", DoctorStatus.Degraded, "no controller: v1"), ("sandbox.limit", DoctorStatus.Degraded, "no disk quota")],
            results.Select(r => (r.Name, r.Status, r.Detail)));
    }

    [Fact]
    public async Task Sandbox_ThatCannotBeMade_HasFailed()
    {
        var result = Assert.Single(await RunAsync(new SandboxCheck(new Provider(new SandboxSupport(false, "Install bubblewrap.", [])))));
        Assert.Equal((DoctorStatus.Failed, "Install bubblewrap."), (result.Status, result.Detail));
    }

    [Theory]
    [InlineData(true, DoctorStatus.Degraded)]
    [InlineData(false, DoctorStatus.Ok)]
    public async Task Privileges_OfTheHost_AreJudged(bool isPrivileged, DoctorStatus status) =>
        Assert.Equal(status, Assert.Single(await RunAsync(new PrivilegeCheck(isPrivileged))).Status);

    private static Task<IReadOnlyList<DoctorResult>> RunAsync(IDoctorCheck check) => check.RunAsync(TestContext.Current.CancellationToken);

    private sealed class Provider(SandboxSupport support) : ISandboxProvider
    {
        public string Name => "fake";

        public Task<SandboxSupport> CheckAsync(CancellationToken cancellationToken) => Task.FromResult(support);

        public Task<ISandbox> CreateAsync(SandboxSpec spec, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ProveDeadAsync(SessionKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ProveHostDeadAsync(string runDirectory, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> SweepAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
