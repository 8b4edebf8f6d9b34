using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Workspaces;
using Silo.Runtime.Hosting;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Sessions;

/// <summary>What a session began and what does not end with it, where hosts share the workspaces.</summary>
public sealed class LaggardTests
{
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Dispose_WaitsForFilesThatAreLetGoLate()
    {
        var options = new RuntimeOptions();
        var (begun, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var holds = new OneHold();
        await using var host = new TestHost(
            async (_, _) =>
            {
                begun.SetResult();
                await release.Task;
                return Programs.EndTurn;
            },
            options: options,
            holds: holds);
        var session = await host.CreateAsync();
        await host.PromptAsync(session);
        await begun.Task.WaitAsync(Watchdog);
        var stopped = host.Host.StopAsync(session, DeactivationReason.Shutdown, CancellationToken.None);
        await host.Time.AdvanceWhenArmedAsync(options.StopTimeout, options.StopTimeout);
        await stopped.WaitAsync(Watchdog);
        Assert.False(holds.IsLetGo);

        var disposed = host.Host.DisposeAsync().AsTask();
        await host.Time.WhenArmedAsync(options.StopTimeout, 1);
        release.SetResult();
        await disposed.WaitAsync(Watchdog);

        Assert.True(holds.IsLetGo);
    }

    private sealed class OneHold : IWorkspaceHolds, IWorkspaceHold
    {
        public bool IsLetGo { get; private set; }

        public string? Unended => null;

        public Task<IWorkspaceHold?> TryTakeAsync(SessionKey key, CancellationToken cancellationToken) => Task.FromResult<IWorkspaceHold?>(this);

        public async Task LetGoAsync(Func<Task> prove)
        {
            await prove();
            IsLetGo = true;
        }
    }
}
