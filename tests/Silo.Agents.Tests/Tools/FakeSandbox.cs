using Silo.Abstractions.Sandboxes;

namespace Silo.Agents.Tests.Tools;

internal sealed class FakeSandbox(Func<SandboxCommand, CancellationToken, Task<SandboxExit>> run) : ISandbox
{
    internal List<SandboxCommand> Commands { get; } = [];

    public bool IsAlive => true;

    public SandboxDescription Description { get; } = new("none", []);

    public Task<SandboxExit> RunAsync(SandboxCommand command, CancellationToken cancellationToken)
    {
        Commands.Add(command);
        return run(command, cancellationToken);
    }

    public Task<ISandboxProcess> StartAsync(SandboxProcessStart start, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
