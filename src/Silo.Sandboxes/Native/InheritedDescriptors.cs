using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Silo.Sandboxes.Native;

/// <summary>Descriptors that whoever started this process left open, knowingly or not.</summary>
internal static class InheritedDescriptors
{
    private const int SetDescriptorFlags = 2;
    private const int CloseOnExec = 1;
    private const int ErrorBadDescriptor = 9;

    /// <summary>Keeps them from every child: a sandbox must not get a file of the shell that started the host.</summary>
    public static void KeepFromChildren()
    {
        foreach (var path in Directory.GetFileSystemEntries("/proc/self/fd"))
        {
            var number = int.Parse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture);
            if (number <= 2) continue;
            using var descriptor = new SafeFileHandle(number, ownsHandle: false);
            if (LibC.fcntl(descriptor, SetDescriptorFlags, CloseOnExec) >= 0) continue;

            // The one that listed the directory is closed by now.
            var error = Marshal.GetLastPInvokeError();
            if (error != ErrorBadDescriptor) throw LibC.Failure("fcntl", error);
        }
    }
}
