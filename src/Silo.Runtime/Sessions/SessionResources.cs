using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Sessions;

/// <summary>A live session's files and sandbox: made on first use, ended with the session.</summary>
internal sealed class SessionResources(SessionKey session, AgentDefinition agent, IWorkspaceStore workspaces, ISandboxProvider sandboxes)
    : ISessionResources, IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly SemaphoreSlim _opening = new(1, 1);
    private IWorkspace? _workspace;
    private ISandbox? _sandbox;

    public async ValueTask<IWorkspace> WorkspaceAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _workspace) is { } open) return open;
        await _opening.WaitAsync(cancellationToken);
        try
        {
            // Once: two calls at once must not both make it.
            return _workspace ??= await workspaces.OpenAsync(session, cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }

    public async ValueTask<ISandbox> SandboxAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_sandbox is { IsAlive: true }) return _sandbox;
            if (_sandbox is not null) await _sandbox.DisposeAsync();
            _sandbox = null;
            var workspace = await WorkspaceAsync(cancellationToken);
            return _sandbox = await sandboxes.CreateAsync(new SandboxSpec(session, workspace.HostPath, agent.Sandbox), cancellationToken);
        }
        catch (SandboxException e) when (e.Code == "sandbox_unavailable")
        {
            throw new ToolUnavailableException(e.Code, e.Message, e);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Ends the sandbox with everything in it; the next call gets a new one.</summary>
    internal async Task EndSandboxAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_sandbox is not null) await _sandbox.DisposeAsync();
            _sandbox = null;
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndSandboxAsync(CancellationToken.None);
        _one.Dispose();
        _opening.Dispose();
    }
}
