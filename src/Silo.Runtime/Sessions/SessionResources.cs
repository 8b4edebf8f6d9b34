using System.Collections.Concurrent;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Workspaces;
using Silo.Runtime.Telemetry;

namespace Silo.Runtime.Sessions;

/// <summary>A live session's files and sandboxes: made on first use, ended with the session.</summary>
/// <remarks>A sandbox that was made is told of once it is there. In mode <c>call</c> only one that is unlike the last told is.</remarks>
internal sealed class SessionResources : ISessionResources, IAsyncDisposable
{
    private readonly SessionKey _session;
    private readonly AgentDefinition _agent;
    private readonly IWorkspaceStore _workspaces;
    private readonly ISandboxProvider _sandboxes;
    private readonly Action<SandboxCreated> _onMade;
    private readonly SessionTelemetry _telemetry;
    private readonly SandboxSlot _sandbox;
    private readonly ConcurrentDictionary<CallResources, bool> _calls = new();
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly Lock _gate = new();
    private IWorkspace? _workspace;
    private SandboxDescription? _told;

    internal SessionResources(
        SessionKey session, AgentDefinition agent, IWorkspaceStore workspaces, ISandboxProvider sandboxes, SessionTelemetry telemetry, Action<SandboxCreated> onMade)
    {
        _session = session;
        _agent = agent;
        _workspaces = workspaces;
        _sandboxes = sandboxes;
        _onMade = onMade;
        _telemetry = telemetry;
        _sandbox = new SandboxSlot(MakeAsync, telemetry);
    }

    public async ValueTask<IWorkspace> WorkspaceAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _workspace) is { } open) return open;
        await _opening.WaitAsync(cancellationToken);
        try
        {
            // Once: two calls at once must not both make it.
            return _workspace ??= await _workspaces.OpenAsync(_session, cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }

    public ValueTask<ISandbox> SandboxAsync(CancellationToken cancellationToken) => _sandbox.GetAsync(cancellationToken);

    /// <summary>Lends to a tool call; whoever takes it gives it back.</summary>
    internal CallResources Lend()
    {
        if (_agent.Sandbox.Mode == SandboxMode.Session) return new CallResources(this, _sandbox, isOwn: false);
        var lent = new CallResources(this, new SandboxSlot(MakeAsync, _telemetry), isOwn: true);
        _calls[lent] = true;
        return lent;
    }

    /// <summary>What was lent has been given back.</summary>
    internal void TakeBack(CallResources lent) => _calls.TryRemove(lent, out _);

    /// <summary>Ends the sandboxes with everything in them; the next call gets a new one.</summary>
    internal Task EndSandboxAsync(CancellationToken cancellationToken) =>
        Task.WhenAll([_sandbox.EndAsync(cancellationToken), .. _calls.Keys.Select(c => c.EndSandboxAsync(cancellationToken))]);

    public async ValueTask DisposeAsync()
    {
        await EndSandboxAsync(CancellationToken.None);
        _opening.Dispose();
    }

    private async Task<ISandbox> MakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var workspace = await WorkspaceAsync(cancellationToken);
            var sandbox = await _sandboxes.CreateAsync(new SandboxSpec(_session, workspace.HostPath, _agent.Sandbox), cancellationToken);
            Tell(sandbox.Description);
            return sandbox;
        }
        catch (SandboxException e) when (e.Code == "sandbox_unavailable")
        {
            throw new ToolUnavailableException(e.Code, e.Message, e);
        }
    }

    private void Tell(SandboxDescription description)
    {
        var mode = _agent.Sandbox.Mode;
        lock (_gate)
        {
            var isNew = _told is null || _told.Isolation != description.Isolation || _told.User != description.User || !_told.Degraded.SequenceEqual(description.Degraded);
            _told = description;
            if (mode == SandboxMode.Call && !isNew) return;
        }

        _onMade(new SandboxCreated
        {
            Provider = _sandboxes.Name,
            Mode = mode == SandboxMode.Call ? "call" : "session",
            Isolation = description.Isolation,
            User = description.User,
            Degraded = description.Degraded,
        });
    }
}
