using Silo.Abstractions.Sandboxes;

namespace Silo.Mcp.Tests.Support;

/// <summary>A sandbox whose processes a test plays; counts them.</summary>
internal sealed class FakeSandbox(Func<FakeProcess, int, Task> play) : ISandbox
{
    private int _started;

    public int Started => _started;

    public bool IsAlive => true;

    public SandboxDescription Description { get; } = new("none", []);

    public Task<SandboxExit> RunAsync(SandboxCommand command, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ISandboxProcess> StartAsync(SandboxProcessStart start, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _started);
        return Task.FromResult<ISandboxProcess>(new FakeProcess(start, process => play(process, number)));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
