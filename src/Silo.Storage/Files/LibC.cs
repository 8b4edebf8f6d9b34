using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Silo.Storage.Files;

/// <summary>The calls of Linux that .NET has no method for.</summary>
internal static partial class LibC
{
    internal const int OpenReadOnly = 0;
    internal const int OpenReadWrite = 2;
    internal const int OpenCreate = 0x40;
    internal const int OpenDirectory = 0x10000;
    internal const int OpenCloseOnExec = 0x80000;
    internal const int AccessWrite = 2;
    internal const int LockExclusiveNoWait = 2 | 4;
    internal const int ErrnoNoEntry = 2;
    internal const int ErrnoInterrupted = 4;
    internal const int ErrnoWouldBlock = 11;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    internal static partial int Sync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    internal static partial int Lock(SafeFileHandle file, int operation);
}
