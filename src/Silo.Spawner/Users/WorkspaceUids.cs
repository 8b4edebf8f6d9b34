using Silo.Abstractions.Sandboxes;

namespace Silo.Spawner.Users;

/// <summary>Tells the user id of each workspace whose files are that user's on disk.</summary>
/// <remarks>
/// The owner of a workspace's directory is the record of its id, so that it stays the same over restarts and nothing has to be given away again. No two
/// workspaces with a sandbox have the same id; those without one may, when there were ever more workspaces than ids.
/// </remarks>
internal sealed class WorkspaceUids(UidRange range)
{
    private readonly Dictionary<WorkspaceId, (uint Uid, int Holders)> _held = [];
    private readonly HashSet<uint> _taken = [];
    private readonly Lock _gate = new();

    /// <summary>Takes the id of a workspace.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="owner">Whose it is on disk.</param>
    /// <exception cref="SandboxException">All are taken. Retry when a sandbox has ended.</exception>
    public uint Take(WorkspaceId workspace, uint owner)
    {
        lock (_gate)
        {
            if (_held.TryGetValue(workspace, out var held))
            {
                _held[workspace] = (held.Uid, held.Holders + 1);
                return held.Uid;
            }

            if (_taken.Count == range.Count)
                throw new SandboxException("sandbox_failed", $"All {range.Count} subordinate ids of this host ({range}) are in use. Retry when a sandbox has ended.");
            var begin = range.Contains(owner) ? owner - range.First : (uint)(workspace.Inode % (ulong)range.Count);
            var uid = range.First + begin;
            while (!_taken.Add(uid)) uid = uid == range.Last ? range.First : uid + 1;
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
            _taken.Remove(uid);
        }
    }
}
