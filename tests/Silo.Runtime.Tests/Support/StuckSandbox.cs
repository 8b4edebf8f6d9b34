using Silo.Abstractions.Sandboxes;

namespace Silo.Runtime.Tests.Support;

/// <summary>A sandbox that runs nothing and whose end does what the test says.</summary>
internal sealed class StuckSandbox(Func<ValueTask> end) : ISandbox
{
    public bool IsAlive => true;

    public SandboxDescription Description { get; init; } = new("none", []);

    public Task<SandboxExit> RunAsync(SandboxCommand command, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ISandboxProcess> StartAsync(SandboxProcessStart start, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => end();
}
