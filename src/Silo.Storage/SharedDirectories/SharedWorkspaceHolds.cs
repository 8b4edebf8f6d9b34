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
    private readonly Dictionary<SessionKey, Held> _held = [];
    private readonly SemaphoreSlim _ending = new(1, 1);

    private volatile string? _unended;

    /// <inheritdoc />
    public string? Unended => _unended is { } mark && File.Exists(mark) ? mark : null;

    /// <inheritdoc />
    public async Task<IWorkspaceHold?> TryTakeAsync(SessionKey key, CancellationToken cancellationToken)
    {
        if (!Take(key)) return null;
        var isGiven = false;
        try
        {
            isGiven = await EndDeadAsync(cancellationToken);
            return isGiven ? Give(key) : null;
        }
        finally
        {
            if (!isGiven) Drop(key);
        }
    }

    /// <summary>Ends what hosts left that went away without a word.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>False while somebody else does so for one of them: whether a writer is left is not known yet.</returns>
    /// <exception cref="SandboxException">Something would not end. Retry.</exception>
    /// <exception cref="IOException">The shared directory cannot be used. Mend that, then retry.</exception>
    public async Task<bool> EndDeadAsync(CancellationToken cancellationToken)
    {
        string? unended = null;
        foreach (var seen in directory.Dead())
        {
            using var mark = seen;
            await _ending.WaitAsync(cancellationToken);
            try
            {
                if (!await TryEndAsync(mark, cancellationToken)) _unended = unended = mark.Path;
            }
            catch (SandboxException e)
            {
                _unended = mark.Path;
                throw new SandboxException(e.Code, $"What a host left that went away ('{mark.Path}' names the directory of its sandboxes) is not ended, and no session is begun before that. {e.Message}", e);
            }
            finally
            {
                _ending.Release();
            }
        }

        _unended = unended;
        return unended is null;
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
            if (_held.TryGetValue(key, out var held))
            {
                // Its last user proves that nothing writes any more, and would end what begins now.
                if (held.IsGoing) return false;
                held.Users++;
                return true;
            }

            if (!directory.TryHold(key)) return false;
            _held.Add(key, new Held { Users = 1 });
            return true;
        }
    }

    private Hold Give(SessionKey key)
    {
        lock (_lock) _held[key].MayWrite = true;
        return new Hold(this, key);
    }

    /// <summary>Takes back what was not given. What another user may have begun under the same lock keeps it.</summary>
    private void Drop(SessionKey key)
    {
        lock (_lock)
        {
            var held = _held[key];
            if (--held.Users == 0 && !held.MayWrite) Unlock(key);
        }
    }

    private async Task ReleaseAsync(SessionKey key, Func<Task> prove)
    {
        Held held;
        lock (_lock)
        {
            held = _held[key];
            if (held.Users > 1)
            {
                held.Users--;
                return;
            }

            held.IsGoing = true;
        }

        var isProved = false;
        try
        {
            await prove();
            isProved = true;
        }
        finally
        {
            lock (_lock)
            {
                held.IsGoing = false;
                held.Users--;
                if (isProved) Unlock(key);
            }
        }
    }

    private void Unlock(SessionKey key)
    {
        _held.Remove(key);
        directory.LetGo(key);
    }

    /// <summary>A lock of this process. One without users stands for what may still write.</summary>
    private sealed class Held
    {
        internal int Users { get; set; }

        /// <summary>Whether something was begun under it that nobody has proved to have ended.</summary>
        internal bool MayWrite { get; set; }

        internal bool IsGoing { get; set; }
    }

    private sealed class Hold(SharedWorkspaceHolds holds, SessionKey key) : IWorkspaceHold
    {
        public Task LetGoAsync(Func<Task> prove) => holds.ReleaseAsync(key, prove);
    }
}
