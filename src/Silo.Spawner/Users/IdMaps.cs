using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using Silo.Sandboxes.Native;

namespace Silo.Spawner.Users;

/// <summary>Makes the user namespaces whose maps show a host user's files as a sandbox's.</summary>
/// <remarks>
/// Such a namespace needs a process to be born in, and none to live: each is made once, by a helper that is ended at once, and
/// kept, because ids come back.
/// </remarks>
internal sealed class IdMaps(ProcessStarter starter, FdPoller poller, string unshare, KeyValuePair<string, string> marker) : IDisposable
{
    private readonly ConcurrentDictionary<(uint Uid, uint DiskUid, uint DiskGid), SafeFileHandle> _made = new();

    /// <summary>The namespace that shows the files of a disk user and group as those of a sandbox's id.</summary>
    /// <exception cref="IOException">It could not be made.</exception>
    public async Task<SafeFileHandle> GetAsync(uint uid, uint diskUid, uint diskGid)
    {
        var key = (uid, diskUid, diskGid);
        if (_made.TryGetValue(key, out var kept)) return kept;
        var made = await MakeAsync(uid, diskUid, diskGid);
        if (_made.TryAdd(key, made)) return made;
        made.Dispose();
        return _made[key];
    }

    public void Dispose()
    {
        foreach (var made in _made.Values) made.Dispose();
        _made.Clear();
    }

    private async Task<SafeFileHandle> MakeAsync(uint uid, uint diskUid, uint diskGid)
    {
        using var life = Pipe.Create();
        using var ready = Pipe.CreateForReading();
        using var child = await starter.StartAsync(new ProcessStart
        {
            Path = unshare,
            // It says that it is there, and lives until its input ends: also when this process is killed.
            Arguments = ["unshare", "--user", "--", "/bin/sh", "-c", "echo; read -r end"],
            Environment = new Dictionary<string, string> { [marker.Key] = marker.Value },
            Descriptors = [life.Reader, ready.Writer, ready.Writer],
        });
        ready.Writer.Dispose();
        try
        {
            var said = new byte[512];
            var count = await poller.ReadAsync(ready.Reader, said);
            if (count != 1 || said[0] != '\n') throw new IOException($"No user namespace could be made: {System.Text.Encoding.UTF8.GetString(said, 0, count).Trim()}");
            await File.WriteAllTextAsync($"/proc/{child.Pid}/uid_map", $"{diskUid} {uid} 1");
            await File.WriteAllTextAsync($"/proc/{child.Pid}/gid_map", $"{diskGid} {uid} 1");
            var descriptor = LibC.open($"/proc/{child.Pid}/ns/user", LibC.OpenReadOnly | LibC.OpenCloseOnExec);
            return new SafeFileHandle(LibC.Check(descriptor, "Opening a user namespace"), ownsHandle: true);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
        finally
        {
            child.Handle.Kill();
            await child.Exit;
        }
    }
}
