using System.Diagnostics.Metrics;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Workspaces;
using Silo.Runtime.Sessions;
using Silo.Runtime.Telemetry;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Sessions;

public sealed class SessionResourcesTests
{
    [Fact]
    public async Task Workspace_AskedForTwiceAtOnce_IsOpenedOnce()
    {
        var store = new SlowStore();
        await using var resources = new SessionResources(default, TestHost.Agent(), store, new FakeSandboxes(), new SessionTelemetry(new Meter("test"), TimeProvider.System), _ => { });
        var first = resources.WorkspaceAsync(CancellationToken.None).AsTask();
        var second = resources.WorkspaceAsync(CancellationToken.None).AsTask();
        store.Open.SetResult(new FakeWorkspace());
        Assert.Same(await first, await second);
        Assert.Equal(1, store.Opened);
    }

    [Fact]
    public async Task Workspace_WhoseFirstCallerGaveUp_IsOpenedForTheNext()
    {
        var store = new SlowStore();
        await using var resources = new SessionResources(default, TestHost.Agent(), store, new FakeSandboxes(), new SessionTelemetry(new Meter("test"), TimeProvider.System), _ => { });
        store.Open.SetException(new OperationCanceledException());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await resources.WorkspaceAsync(CancellationToken.None));
        store.Open = new TaskCompletionSource<IWorkspace>();
        store.Open.SetResult(new FakeWorkspace());
        Assert.NotNull(await resources.WorkspaceAsync(CancellationToken.None));
    }

    private sealed class SlowStore : IWorkspaceStore
    {
        public TaskCompletionSource<IWorkspace> Open { get; set; } = new();

        public int Opened { get; private set; }

        public Task<IWorkspace> OpenAsync(SessionKey key, CancellationToken cancellationToken)
        {
            Opened++;
            return Open.Task;
        }

        public Task CheckDeleteAsync(SessionKey key, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task DeleteAsync(SessionKey key, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
