using Microsoft.Extensions.Logging.Abstractions;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Sandboxes.Bubblewrap;

namespace Silo.Mcp.Tests.Support;

/// <summary>Sandboxes as the host makes them; one for each session, ended with this.</summary>
public sealed class RealSandboxes : IAsyncDisposable
{
    private readonly DirectoryInfo _run = Directory.CreateTempSubdirectory("silo-mcp-run-");
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Dictionary<string, ISandbox> _made = new(StringComparer.Ordinal);

    public RealSandboxes() =>
        Provider = new BubblewrapProvider(new BubblewrapOptions { RunDirectory = _run.FullName }, TimeProvider.System, NullLogger<BubblewrapProvider>.Instance);

    internal BubblewrapProvider Provider { get; }

    internal async Task<ISandbox> ForAsync(SessionKey key, string workspace)
    {
        await _one.WaitAsync();
        try
        {
            if (_made.TryGetValue(workspace, out var made) && made.IsAlive) return made;
            return _made[workspace] = await Provider.CreateAsync(new SandboxSpec(key, workspace, new SandboxSettings()), CancellationToken.None);
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var sandbox in _made.Values) await sandbox.DisposeAsync();
        await Provider.DisposeAsync();
        _run.Delete(recursive: true);
        _one.Dispose();
    }
}
