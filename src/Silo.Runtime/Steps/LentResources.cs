using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Steps;

/// <summary>What a session lends to one tool call, and takes back when the call is given up.</summary>
internal sealed class LentResources(ISessionResources resources) : ISessionResources
{
    private volatile bool _isBack;
    private volatile bool _sandboxLent;

    /// <summary>Whether the call ever had the sandbox, so that something of it may run there.</summary>
    internal bool SandboxLent => _sandboxLent;

    public ValueTask<IWorkspace> WorkspaceAsync(CancellationToken cancellationToken)
    {
        Check();
        return resources.WorkspaceAsync(cancellationToken);
    }

    public ValueTask<ISandbox> SandboxAsync(CancellationToken cancellationToken)
    {
        Check();
        _sandboxLent = true;
        return resources.SandboxAsync(cancellationToken);
    }

    internal void TakeBack() => _isBack = true;

    private void Check()
    {
        if (_isBack) throw new OperationCanceledException("The call was given up after its timeout.");
    }
}
