using Silo.Abstractions.Identity;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Workspaces;

namespace Silo.Storage.SharedDirectories;

/// <summary>Holds by locks in a shared directory. Whatever died with a host is ended before anything is held anew.</summary>
/// <param name="directory">The shared directory.</param>
/// <param name="sandboxes">Ends what dead hosts left.</param>
public sealed class SharedWorkspaceHolds(SharedDirectory directory, ISandboxProvider sandboxes) : IWorkspaceHolds, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SessionKey, int> _held = [];
    private readonly SemaphoreSlim _ending = new(1, 1);

    /// <inheritdoc />
    public async Task<IWorkspaceHold?> TryTakeAsync(SessionKey key, CancellationToken cancellationToken)
    {
        if (!Take(key)) return null;
        var hold = new Hold(this, key);
        try
        {
            if (await EndDeadAsync(cancellationToken)) return hold;
            hold.LetGo();
            return null;
        }
        catch
        {
            hold.LetGo();
            throw;
        }
    }

    /// <summary>Ends what hosts left that went away without a word.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>False while somebody else does so for one of them: whether a writer is left is not known yet.</returns>
    /// <exception cref="SandboxException">Something would not end. Retry.</exception>
    /// <exception cref="IOException">The shared directory cannot be used. Mend that, then retry.</exception>
    public async Task<bool> EndDeadAsync(CancellationToken cancellationToken)
    {
        var all = true;
        foreach (var seen in directory.Dead())
        {
            using var mark = seen;
            await _ending.WaitAsync(cancellationToken);
            try
            {
                all &= await TryEndAsync(mark, cancellationToken);
            }
            finally
            {
                _ending.Release();
            }
        }

        return all;
    }

    /// <inheritdoc />
    public void Dispose() => _ending.Dispose();

    private async Task<bool> TryEndAsync(HostMark mark, CancellationToken cancellationToken)
    {
        if (!mark.TryBeginEnding()) return !File.Exists(mark.Path);
        if (directory.IsOwn(mark.Sandboxes)) await sandboxes.SweepAsync(cancellationToken);
        else if (directory.IsOfOneAlive(mark.Sandboxes)) return false;
        else await sandboxes.ProveHostDeadAsync(mark.Sandboxes, cancellationToken);
        mark.Remove();
        return true;
    }

    private bool Take(SessionKey key)
    {
        lock (_lock)
        {
            // One that was given up stands with 0, and is held still.
            if (!_held.TryGetValue(key, out var count) && !directory.TryHold(key)) return false;
            _held[key] = count + 1;
            return true;
        }
    }

    private void Release(SessionKey key, bool letGo)
    {
        lock (_lock)
        {
            var count = _held[key] - 1;
            _held[key] = count;
            if (count > 0 || !letGo) return;
            _held.Remove(key);
            directory.LetGo(key);
        }
    }

    private sealed class Hold(SharedWorkspaceHolds holds, SessionKey key) : IWorkspaceHold
    {
        public void LetGo() => holds.Release(key, letGo: true);

        public void Abandon() => holds.Release(key, letGo: false);
    }
}
