using System.Collections.Concurrent;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Native;
using Silo.Sandboxes.RunState;
using Silo.Sandboxes.Spawning;
using Silo.Sandboxes.Wire;
using Silo.Spawner.Diagnostics;
using Silo.Spawner.Resources;

namespace Silo.Spawner;

/// <summary>The sandboxes of one host.</summary>
/// <param name="tools">What they are made with.</param>
/// <param name="host">The host.</param>
/// <param name="numbers">Gives each a number that no other of this spawner has.</param>
internal sealed class SandboxTable(SandboxTools tools, PeerCredentials host, SandboxNumbers numbers) : IDisposable
{
    private const int SandboxesMax = 8192;
    private readonly ConcurrentDictionary<string, LiveSandbox> _sandboxes = new(StringComparer.Ordinal);
    private readonly HashSet<Task> _making = [];
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private bool _closed;

    /// <summary>Waits for descriptors.</summary>
    public FdPoller Poller => tools.Poller;

    /// <summary>Makes a sandbox: its directories and what it holds of the machine; its first process comes with its first command.</summary>
    /// <exception cref="SandboxException">The workspace is not one, too much is asked for, or there are too many sandboxes.</exception>
    public async Task<LiveSandbox> CreateAsync(CreateRequest request)
    {
        if (request.IsOci != tools.Launcher.IsOci)
        {
            throw new SandboxException(
                Unavailable.Code,
                $"The spawner makes sandboxes with {tools.Launcher.Description}, and this host asks for {(request.IsOci ? "an OCI runtime" : "bubblewrap")}. " +
                "Set Silo:Sandbox:Provider to what the spawner has, or start silo-spawner serve with --oci-runtime, or without.");
        }

        if (tools.Resources.FindProblem(request, host) is { } problem) throw Failed(problem);
        if (_sandboxes.Count >= SandboxesMax) throw Failed($"There are {SandboxesMax} sandboxes, the most at once. Retry when some have ended.");
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_closed) throw Failed("The host of this sandbox is gone.");
            _making.Add(over.Task);
        }

        try
        {
            return await MakeAsync(request);
        }
        finally
        {
            lock (_gate) _making.Remove(over.Task);
            over.SetResult();
        }
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

    /// <summary>Ends every sandbox; no other is made any more.</summary>
    public async Task<int> EndAllAsync()
    {
        Task[] making;
        lock (_gate)
        {
            _closed = true;
            making = [.. _making];
        }

        await _closing.CancelAsync();

        // Those that were asked for before, and are listed when they are made: nothing of them may come after this.
        await Task.WhenAll(making);
        return await EndAsync([.. _sandboxes.Values]);
    }

    /// <summary>Nothing of it is used any more.</summary>
    public void Dispose() => _closing.Dispose();

    private static SandboxException Failed(string message) => new("sandbox_failed", message);

    private async Task<int> EndAsync(IReadOnlyList<LiveSandbox> sandboxes)
    {
        await Task.WhenAll(sandboxes.Select(s => s.EndAsync()));
        foreach (var sandbox in sandboxes) _sandboxes.TryRemove(sandbox.Name, out _);
        return sandboxes.Count;
    }

    private async Task<LiveSandbox> MakeAsync(CreateRequest request)
    {
        tools.Probe.Reached(SpawnerPoint.CreateBegun);
        var name = $"{request.Tenant}.{request.Session}.{numbers.Next()}";
        var directory = new SandboxDirectory(Path.Combine(tools.Run.Sandboxes, name));
        var resources = await AcquireAsync(request, name, directory);
        tools.Probe.Reached(SpawnerPoint.GroupMade);
        var sandbox = new LiveSandbox(name, new SessionKey(request.Tenant, request.Session), resources, request.Settings, directory, tools);
        _sandboxes[name] = sandbox;
        return sandbox;
    }

    private async Task<SandboxResources> AcquireAsync(CreateRequest request, string name, SandboxDirectory directory)
    {
        try
        {
            directory.Create(tools.Resources.IsShared);
            tools.Probe.Reached(SpawnerPoint.DirectoryMade);
            return await tools.Resources.AcquireAsync(request, name, directory, host, _closing.Token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SandboxException or OperationCanceledException)
        {
            await DirectoryRemoval.RemoveAsync(directory, tools.Starter);
            throw e as SandboxException ?? Failed(e is OperationCanceledException ? "The host of this sandbox is gone." : $"The sandbox could not be made: {e.Message}");
        }
    }
}
