using Silo.Abstractions.Sandboxes;

namespace Silo.Spawner.Users;

/// <summary>Gives each workspace a user id of its own, for as long as a sandbox on it lives.</summary>
/// <remarks>Sandboxes on one workspace share its id: they share its files. Ids that were used before come first, because what was prepared for them is kept.</remarks>
internal sealed class UidPool(UidRange range)
{
    private readonly Dictionary<WorkspaceId, (uint Uid, int Holders)> _held = [];
    private readonly Stack<uint> _free = new();
    private readonly Lock _gate = new();
    private uint _next = range.First;

    /// <summary>All of them.</summary>
    public UidRange Range => range;

    /// <summary>How many are held.</summary>
    public int HeldCount
    {
        get
        {
            lock (_gate) return _held.Count;
        }
    }

    /// <summary>Takes the id of a workspace.</summary>
    /// <exception cref="SandboxException">All are taken. Retry when a sandbox has ended.</exception>
    public uint Take(WorkspaceId workspace)
    {
        lock (_gate)
        {
            if (_held.TryGetValue(workspace, out var held))
            {
                _held[workspace] = (held.Uid, held.Holders + 1);
                return held.Uid;
            }

            if (!_free.TryPop(out var uid))
            {
                if (_next > range.Last)
                    throw new SandboxException("sandbox_failed", $"All {range.Count} user ids of sandboxes ({range}) are in use. Retry when one has ended, or start silo-spawner with a larger --uids.");
                uid = _next++;
            }

            _held[workspace] = (uid, 1);
            return uid;
        }
    }

    /// <summary>Gives it back; no process of the sandbox may be left.</summary>
    public void Return(WorkspaceId workspace)
    {
        lock (_gate)
        {
            var (uid, holders) = _held[workspace];
            if (holders > 1)
            {
                _held[workspace] = (uid, holders - 1);
                return;
            }

            _held.Remove(workspace);
            _free.Push(uid);
        }
    }
}
