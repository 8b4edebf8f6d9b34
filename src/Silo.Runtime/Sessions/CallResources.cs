using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Sessions;

/// <summary>What one tool call is lent: the session's files, and the session's sandbox or one that ends with the call.</summary>
/// <param name="session">The lender.</param>
/// <param name="sandbox">The sandbox that the call gets.</param>
/// <param name="isOwn">Whether nobody else gets it.</param>
internal sealed class CallResources(SessionResources session, SandboxSlot sandbox, bool isOwn) : ISessionResources
{
    public ValueTask<IWorkspace> WorkspaceAsync(CancellationToken cancellationToken) => session.WorkspaceAsync(cancellationToken);

    public ValueTask<ISandbox> SandboxAsync(CancellationToken cancellationToken) => sandbox.GetAsync(cancellationToken);

    /// <summary>Ends the sandbox that the call has, with everything in it; who asks next gets a new one.</summary>
    internal Task EndSandboxAsync(CancellationToken cancellationToken) => sandbox.EndAsync(cancellationToken);

    /// <summary>The call is over: a sandbox of its own ends.</summary>
    internal async Task ReturnAsync()
    {
        if (isOwn) await sandbox.EndAsync(CancellationToken.None);
        session.TakeBack(this);
    }
}
