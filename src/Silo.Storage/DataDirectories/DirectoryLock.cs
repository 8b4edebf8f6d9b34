using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Silo.Storage.Files;

namespace Silo.Storage.DataDirectories;

/// <summary>The exclusive hold on a data directory. The kernel lets go of it when its process ends, however that happens.</summary>
internal sealed class DirectoryLock : IDisposable
{
    private const int OwnerBytesMax = 128;
    private const uint OwnerOnly = 0x180; // 0600

    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <summary>Takes the lock and writes down who holds it.</summary>
    /// <exception cref="DataDirectoryInUseException">Another process holds it.</exception>
    internal static DirectoryLock Take(string directory, string startId)
    {
        var file = Open(Path.Combine(directory, "lock"));
        try
        {
            while (LibC.Lock(file.SafeFileHandle, LibC.LockExclusiveNoWait) < 0)
            {
                var errno = Marshal.GetLastPInvokeError();
                if (errno == LibC.ErrnoWouldBlock) throw new DataDirectoryInUseException(directory, ReadOwner(file));
                if (errno != LibC.ErrnoInterrupted) throw new IOException($"Cannot lock the data directory '{directory}': {Marshal.GetPInvokeErrorMessage(errno)}.", errno);
            }

            file.SetLength(0);
            file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {startId}\n")));
            return new DirectoryLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Lets go. The file stays: to delete it would let two processes hold two locks.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>Opens the file past .NET, which would take a shared lock of its own and so refuse the very lock that tells who holds it.</summary>
    private static FileStream Open(string path)
    {
        var descriptor = LibC.Open(path, LibC.OpenReadWrite | LibC.OpenCreate | LibC.OpenCloseOnExec, OwnerOnly);
        if (descriptor >= 0) return new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.ReadWrite, bufferSize: 0);
        var errno = Marshal.GetLastPInvokeError();
        throw new IOException($"Cannot open '{path}': {Marshal.GetPInvokeErrorMessage(errno)}.", errno);
    }

    private static int? ReadOwner(FileStream file)
    {
        Span<byte> text = stackalloc byte[OwnerBytesMax];
        var length = file.ReadAtLeast(text, OwnerBytesMax, throwOnEndOfStream: false);
        var first = Encoding.ASCII.GetString(text[..length]).Split(' ')[0];
        return int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;
    }
}
