using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Sandboxes;

/// <summary>Makes sandboxes, and proves them dead (promise 6).</summary>
public interface ISandboxProvider
{
    /// <summary>Its name, such as <c>bubblewrap</c>.</summary>
    string Name { get; }

    /// <summary>Tells whether sandboxes can be made here.</summary>
    Task<SandboxSupport> CheckAsync(CancellationToken cancellationToken);

    /// <summary>Makes a sandbox.</summary>
    /// <exception cref="SandboxException">It could not be made; says why and what to do.</exception>
    Task<ISandbox> CreateAsync(SandboxSpec spec, CancellationToken cancellationToken);

    /// <summary>Ends every sandbox of a session, also those of an earlier start of the host, and returns when none of its processes is left.</summary>
    /// <exception cref="SandboxException">A process would not die; the session must not be activated. Retry.</exception>
    Task ProveDeadAsync(SessionKey key, CancellationToken cancellationToken);

    /// <summary>Ends every sandbox that another host of this machine and user left when it died, and returns when none of its processes is left.</summary>
    /// <param name="runDirectory">The directory in which that host's provider records its sandboxes. No host that lives uses it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="SandboxException">A process would not die, or only a spawner that is not there can tell (<c>sandbox_not_dead</c>). Retry.</exception>
    Task ProveHostDeadAsync(string runDirectory, CancellationToken cancellationToken);

    /// <summary>Ends every sandbox that an earlier start of this host left behind.</summary>
    /// <returns>How many there were.</returns>
    Task<int> SweepAsync(CancellationToken cancellationToken);
}
