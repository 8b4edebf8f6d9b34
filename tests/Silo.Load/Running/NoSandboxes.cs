using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;

namespace Silo.Load.Running;

/// <summary>For workloads whose agents use no tools: none can be made, none is ever left.</summary>
internal sealed class NoSandboxes : ISandboxProvider
{
    public string Name => "none";

    public Task<SandboxSupport> CheckAsync(CancellationToken cancellationToken) => Task.FromResult(new SandboxSupport(false, "This workload uses no tools.", []));

    public Task<ISandbox> CreateAsync(SandboxSpec spec, CancellationToken cancellationToken) =>
        throw new SandboxException("sandbox_unavailable", "This workload uses no tools.");

    public Task ProveDeadAsync(SessionKey key, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ProveHostDeadAsync(string runDirectory, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<int> SweepAsync(CancellationToken cancellationToken) => Task.FromResult(0);
}
