using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Workspaces;

namespace Silo.Abstractions.Tools;

/// <summary>What a session lends to its tools. Made on first use, ended at deactivation.</summary>
public interface ISessionResources
{
    /// <summary>The session's workspace.</summary>
    ValueTask<IWorkspace> WorkspaceAsync(CancellationToken cancellationToken);

    /// <summary>The session's sandbox; made at the first call, and again when it died.</summary>
    /// <exception cref="ToolUnavailableException">No sandbox can be made on this host; names the package to install.</exception>
    ValueTask<ISandbox> SandboxAsync(CancellationToken cancellationToken);
}
