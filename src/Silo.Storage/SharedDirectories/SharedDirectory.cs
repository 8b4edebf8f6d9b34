using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Silo.Abstractions.Identity;
using Silo.Storage.DataDirectories;
using Silo.Storage.Files;

namespace Silo.Storage.SharedDirectories;

/// <summary>The directory in which hosts of one machine and one user share workspaces and blobs, and by which each knows who of the others lives.</summary>
/// <remarks><c>workspaces/</c>, <c>blobs/</c>, <c>hosts/START</c> with a mark for each start of a host, and <c>holds</c>, of which each session has a byte that is locked.</remarks>
public sealed class SharedDirectory : IDisposable
{
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const uint OwnerOnly = 0x180; // 0600
    private static readonly TimeSpan OwnMarksMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(20);

    private readonly string _hosts;
    private readonly string _start;
    private readonly SafeFileHandle _holds;
    private readonly HostMark _mark;

    private SharedDirectory(string path, string start, SafeFileHandle holds, HostMark mark)
    {
        Path = path;
        _hosts = System.IO.Path.Combine(path, "hosts");
        _start = start;
        _holds = holds;
        _mark = mark;
    }

    /// <summary>The directory, as an absolute path.</summary>
    public string Path { get; }

    /// <summary>The root of the workspaces.</summary>
    public string WorkspacesPath => System.IO.Path.Combine(Path, "workspaces");

    /// <summary>The root of the blob store.</summary>
    public string BlobsPath => BlobsIn(Path);

    /// <summary>The root of the blob store of a shared directory.</summary>
    /// <param name="path">The directory.</param>
    public static string BlobsIn(string path) => System.IO.Path.Combine(System.IO.Path.GetFullPath(path), "blobs");

    /// <summary>Opens the directory, made anew with mode 0700 when it is absent, and says to the other hosts that this one lives.</summary>
    /// <param name="path">The directory, on a file system of this machine.</param>
    /// <param name="data">The host's own directory, which it holds.</param>
    /// <param name="sandboxes">Where the host's sandboxes are recorded.</param>
    /// <param name="time">The clock of its waits.</param>
    /// <exception cref="UnauthorizedAccessException">Others than its owner may write to it; the message says what to do.</exception>
    /// <exception cref="IOException">It cannot be made or locked, or another host did not come to an end with what an earlier start left. Retry.</exception>
    public static async Task<SharedDirectory> OpenAsync(string path, DataDirectory data, string sandboxes, TimeProvider time)
    {
        path = System.IO.Path.GetFullPath(path);
        foreach (var name in (string[])["workspaces", "blobs", "hosts"]) DurableDirectory.Create(System.IO.Path.Combine(path, name));
        var mode = File.GetUnixFileMode(path);
        if ((mode & OthersWrite) != UnixFileMode.None)
            throw new UnauthorizedAccessException($"Others than its owner may write to the shared directory '{path}' (mode {Convert.ToString((int)mode, 8)}): run chmod 700 on it.");
        var holds = OpenHolds(System.IO.Path.Combine(path, "holds"));
        SharedDirectory? shared = null;
        try
        {
            shared = new SharedDirectory(path, data.StartId, holds, HostMark.Make(System.IO.Path.Combine(path, "hosts"), data.StartId, sandboxes));
            await shared.WaitForOthersAsync(time);
            return shared;
        }
        catch
        {
            if (shared is not null) shared.Dispose();
            else holds.Dispose();
            throw;
        }
    }

    /// <summary>Whether the start of another host lives.</summary>
    /// <param name="start">Its id. This host's own counts as living.</param>
    public bool Lives(string start)
    {
        if (start == _start) return true;
        if (start.Length == 0 || start.AsSpan().ContainsAny('/', '.')) return false;
        using var mark = HostMark.TryOpen(System.IO.Path.Combine(_hosts, start));
        return mark is { IsAlive: true };
    }

    /// <summary>Lets go of everything. The mark stays until the next start, or another host, has seen that nothing is left.</summary>
    public void Dispose()
    {
        _mark.Dispose();
        _holds.Dispose();
    }

    internal bool TryHold(SessionKey key) => RangeLock.TryTake(_holds, ByteOf(key));

    internal void LetGo(SessionKey key) => RangeLock.LetGo(_holds, ByteOf(key));

    /// <summary>The starts of hosts that went away without leaving; dispose of each.</summary>
    internal IEnumerable<HostMark> Dead()
    {
        foreach (var path in Directory.GetFiles(_hosts))
        {
            if (path == _mark.Path || System.IO.Path.GetFileName(path)[0] == '.' || HostMark.TryOpen(path) is not { } mark) continue;
            if (mark.IsAlive) mark.Dispose();
            else yield return mark;
        }
    }

    /// <summary>Whether sandboxes are recorded in a directory by this host.</summary>
    internal bool IsOwn(string sandboxes) => sandboxes == _mark.Sandboxes;

    /// <summary>Whether another host, which lives, records its sandboxes in a directory: what an earlier start of it left is its own to end.</summary>
    internal bool IsOfOneAlive(string sandboxes)
    {
        foreach (var path in Directory.GetFiles(_hosts))
        {
            if (path == _mark.Path) continue;
            using var mark = HostMark.TryOpen(path);
            if (mark is { IsAlive: true } && mark.Sandboxes == sandboxes) return true;
        }

        return false;
    }

    private static SafeFileHandle OpenHolds(string path)
    {
        var descriptor = LibC.Open(path, LibC.OpenReadWrite | LibC.OpenCreate | LibC.OpenCloseOnExec, OwnerOnly);
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new IOException($"Cannot open '{path}': {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
    }

    // 63 bits of a hash: two sessions on one byte would be held together, and nothing worse.
    private static long ByteOf(SessionKey key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key.ToString()), hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash) & (long.MaxValue >> 1);
    }

    /// <summary>Waits while another host ends what an earlier start of this one left: it would take this one's spawner for that one's.</summary>
    private async Task WaitForOthersAsync(TimeProvider time)
    {
        var began = time.GetTimestamp();
        while (Dead().Any(mark =>
        {
            using (mark) return IsOwn(mark.Sandboxes) && mark.IsBeingEnded;
        }))
        {
            if (time.GetElapsedTime(began) > OwnMarksMax)
                throw new IOException($"Another host has been ending what an earlier start of this one left in '{_mark.Sandboxes}' for {OwnMarksMax.TotalSeconds:0} s. See its log; then start again.");
            await Task.Delay(LookAgainAfter, time);
        }
    }
}
