using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Spawning;
using Silo.Sandboxes.Wire;

namespace Silo.Spawner.Resources;

/// <summary>Gives sandboxes what they hold of the machine besides their directory.</summary>
internal interface IResourceSource
{
    /// <summary>Whether sandboxes run as other users than this process.</summary>
    bool IsShared { get; }

    /// <summary>Whom sandboxes run as; see <see cref="SandboxUserKind"/>.</summary>
    string UserKind { get; }

    /// <summary>The user ids for them; null when they run as the host's user.</summary>
    string? Uids { get; }

    /// <summary>What sandboxes do without here, each by a stable name, the reason, and what to do about it.</summary>
    IReadOnlyList<string> Degraded { get; }

    /// <summary>Looks whether a request may be granted.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    string? FindProblem(CreateRequest request, PeerCredentials host);

    /// <summary>Takes what a sandbox needs.</summary>
    /// <param name="request">What was asked for; nothing in it is trusted.</param>
    /// <param name="name">The sandbox's name.</param>
    /// <param name="directory">Its directory, which is there.</param>
    /// <param name="host">Who asks.</param>
    /// <param name="cancellationToken">Cancelled when nobody needs it any more.</param>
    /// <exception cref="SandboxException">It may not be had (<c>sandbox_failed</c>); nothing of it is kept.</exception>
    /// <exception cref="IOException">The system refused; nothing of it is kept.</exception>
    Task<SandboxResources> AcquireAsync(CreateRequest request, string name, SandboxDirectory directory, PeerCredentials host, CancellationToken cancellationToken);
}
