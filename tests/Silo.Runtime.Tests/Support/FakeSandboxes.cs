using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;

namespace Silo.Runtime.Tests.Support;

/// <summary>Sandboxes that run nothing; counts what is asked of them.</summary>
internal sealed class FakeSandboxes : ISandboxProvider
{
    public int Proofs { get; private set; }

    public Func<SessionKey, Task>? OnProve { get; set; }

    /// <summary>What a session gets; null for a machine that has no sandboxes.</summary>
    public ISandbox? Made { get; set; }

    /// <summary>Makes what a session gets, instead of <see cref="Made"/>.</summary>
    public Func<ISandbox>? Make { get; set; }

    public string Name => "fake";

    public Task<SandboxSupport> CheckAsync(CancellationToken cancellationToken) => Task.FromResult(new SandboxSupport(false, "fake", []));

    public Task<ISandbox> CreateAsync(SandboxSpec spec, CancellationToken cancellationToken) =>
        (Make?.Invoke() ?? Made) is { } sandbox ? Task.FromResult(sandbox) : throw new SandboxException("sandbox_unavailable", "Install the package bubblewrap.");

    public async Task ProveDeadAsync(SessionKey key, CancellationToken cancellationToken)
    {
        Proofs++;
        if (OnProve is { } prove) await prove(key);
    }

    public Task ProveHostDeadAsync(string runDirectory, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<int> SweepAsync(CancellationToken cancellationToken) => Task.FromResult(0);
}
