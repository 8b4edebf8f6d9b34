using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Silo.Storage.Files;

namespace Silo.Storage.SharedDirectories;

/// <summary>A start of a host, as the other hosts of a shared directory see it: a file that says where its sandboxes are recorded, locked while it lives.</summary>
internal sealed class HostMark : IDisposable
{
    private const int SandboxesBytesMax = 4096;
    private const uint OwnerOnly = 0x180; // 0600
    private const long Life = 0;
    private const long Ending = 1;

    private readonly SafeFileHandle _file;

    private HostMark(string path, SafeFileHandle file, string sandboxes)
    {
        Path = path;
        _file = file;
        Sandboxes = sandboxes;
    }

    internal string Path { get; }

    /// <summary>The directory in which the host's sandboxes are recorded.</summary>
    internal string Sandboxes { get; }

    /// <summary>Whether its host lives. Not to be asked of the own mark.</summary>
    internal bool IsAlive => RangeLock.IsTaken(_file, Life);

    /// <summary>Whether somebody else ends what its host left.</summary>
    internal bool IsBeingEnded => RangeLock.IsTaken(_file, Ending);

    /// <summary>Makes the mark of this start, alive from the first moment in which others see it.</summary>
    internal static HostMark Make(string directory, string start, string sandboxes)
    {
        var (path, passing) = (System.IO.Path.Combine(directory, start), System.IO.Path.Combine(directory, "." + start));
        var file = Open(passing, LibC.OpenReadWrite | LibC.OpenCreate) ?? throw new IOException($"'{passing}' cannot be made.");
        try
        {
            if (!RangeLock.TryTake(file, Life)) throw new IOException($"'{passing}' is locked by another process.");
            RandomAccess.Write(file, Encoding.UTF8.GetBytes(sandboxes), 0);
            File.Move(passing, path, overwrite: false);
            return new HostMark(path, file, sandboxes);
        }
        catch
        {
            file.Dispose();
            File.Delete(passing);
            throw;
        }
    }

    /// <summary>Opens the mark of another start; null when it is gone, because all that it was for is over.</summary>
    internal static HostMark? TryOpen(string path)
    {
        if (Open(path, LibC.OpenReadWrite) is not { } file) return null;
        try
        {
            var bytes = new byte[SandboxesBytesMax];
            return new HostMark(path, file, Encoding.UTF8.GetString(bytes, 0, RandomAccess.Read(file, bytes, 0)));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Takes it on oneself to end what the host left; until disposal nobody else does.</summary>
    /// <returns>False when somebody else does, or has.</returns>
    internal bool TryBeginEnding() => RangeLock.TryTake(_file, Ending) && File.Exists(Path);

    /// <summary>Nothing of the host is left.</summary>
    internal void Remove() => File.Delete(Path);

    public void Dispose() => _file.Dispose();

    private static SafeFileHandle? Open(string path, int flags)
    {
        var descriptor = LibC.Open(path, flags | LibC.OpenCloseOnExec, OwnerOnly);
        if (descriptor >= 0) return new SafeFileHandle(descriptor, ownsHandle: true);
        var errno = Marshal.GetLastPInvokeError();
        return errno == LibC.ErrnoNoEntry ? null : throw new IOException($"Cannot open '{path}': {Marshal.GetPInvokeErrorMessage(errno)}.", errno);
    }
}
