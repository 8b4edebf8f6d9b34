using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;

namespace Silo.Sandboxes.Spawning;

/// <summary>Where a host finds its spawner.</summary>
internal interface ISpawnerSource : IAsyncDisposable
{
    /// <summary>The running spawner.</summary>
    /// <exception cref="SandboxException">There is none (<c>sandbox_unavailable</c>), or something of an earlier one will not die.</exception>
    Task<SpawnerLease> GetAsync(CancellationToken cancellationToken);

    /// <summary>The running spawner; null, and nothing left of any earlier one, when there is none.</summary>
    /// <param name="key">The session whose sandboxes matter; null for all.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Also how many sandboxes of an earlier start were ended because of this call.</returns>
    /// <exception cref="SandboxException">Something may be left, and nobody is there to say or to end it. Retry.</exception>
    Task<(SpawnerLease? Lease, int Ended)> GetOrCleanAsync(SessionKey? key, CancellationToken cancellationToken);

    /// <summary>Returns when no serving spawner has a sandbox of another host any more, one that is gone.</summary>
    /// <exception cref="SandboxException">Nobody is there to say (<c>sandbox_not_dead</c>). Retry.</exception>
    Task ProveHostDeadAsync(string runDirectory, CancellationToken cancellationToken);

    /// <summary>Returns when a spawner that stopped answering is gone with everything it started, as far as this host can see to it.</summary>
    Task WaitGoneAsync(ISpawnerHandle spawner);

    /// <summary>Says that a session is about to have a sandbox.</summary>
    void Expect(SessionKey key);
}
