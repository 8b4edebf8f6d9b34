using System.Collections.Concurrent;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Wire;

namespace Silo.Spawner;

/// <summary>The sandboxes there are.</summary>
internal sealed class SandboxTable(SandboxTools tools)
{
    private const int SandboxesMax = 8192;
    private readonly ConcurrentDictionary<string, LiveSandbox> _sandboxes = new(StringComparer.Ordinal);
    private long _lastNumber;

    /// <summary>Waits for descriptors.</summary>
    public FdPoller Poller => tools.Poller;

    /// <summary>Makes a sandbox: its directories; its first process comes with its first command.</summary>
    /// <exception cref="SandboxException">The workspace is not one, or there are too many sandboxes.</exception>
    public LiveSandbox Create(CreateRequest request)
    {
        if (!Path.IsPathFullyQualified(request.Workspace) || !Directory.Exists(request.Workspace) || IsPartOfRun(request.Workspace))
            throw Failed($"The workspace {request.Workspace} is not an absolute path of a directory outside of the run directory's parts.");
        if (_sandboxes.Count >= SandboxesMax) throw Failed($"There are {SandboxesMax} sandboxes, the most at once. Retry when some have ended.");
        var name = $"{request.Tenant}.{request.Session}.{Interlocked.Increment(ref _lastNumber)}";
        var directory = new SandboxDirectory(Path.Combine(tools.Run.Sandboxes, name));
        try
        {
            directory.Create();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed($"The sandbox's directory could not be made: {e.Message}");
        }

        var sandbox = new LiveSandbox(name, new SessionKey(request.Tenant, request.Session), request.Workspace, request.Settings, directory, tools);
        _sandboxes[name] = sandbox;
        return sandbox;
    }

    /// <summary>Finds a sandbox.</summary>
    /// <exception cref="SandboxException">There is none of that name.</exception>
    public LiveSandbox Get(string name) =>
        _sandboxes.TryGetValue(name, out var found) ? found : throw new SandboxException("sandbox_died", "The sandbox has ended. Make a new one.");

    public IReadOnlyList<ListedSandbox> List() =>
        [.. _sandboxes.Values.Select(s => new ListedSandbox(s.Name, s.Key.Tenant, s.Key.Session, s.CommandCount))];

    /// <summary>Ends one sandbox; one that has ended is no error.</summary>
    public async Task<int> EndAsync(string name) => _sandboxes.TryGetValue(name, out var found) ? await EndAsync([found]) : 0;

    /// <summary>Ends every sandbox of a session.</summary>
    public Task<int> EndAsync(SessionKey key) => EndAsync([.. _sandboxes.Values.Where(s => s.Key == key)]);

    public Task<int> EndAllAsync() => EndAsync([.. _sandboxes.Values]);

    private static SandboxException Failed(string message) => new("sandbox_failed", message);

    private async Task<int> EndAsync(IReadOnlyList<LiveSandbox> sandboxes)
    {
        await Task.WhenAll(sandboxes.Select(s => s.EndAsync()));
        foreach (var sandbox in sandboxes) _sandboxes.TryRemove(sandbox.Name, out _);
        return sandboxes.Count;
    }

    // A workspace there would hand a sandbox the records by which it is proved dead. The host's own check directory is beside them.
    private bool IsPartOfRun(string workspace)
    {
        var path = Path.GetFullPath(workspace);
        return (tools.Run.Path + "/").StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal)
            || path.StartsWith(tools.Run.Sandboxes, StringComparison.Ordinal);
    }
}
