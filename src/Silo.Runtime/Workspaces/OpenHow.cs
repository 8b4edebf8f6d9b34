using System.Runtime.InteropServices;

namespace Silo.Runtime.Workspaces;

/// <summary>The argument of openat2 (openat2(2), struct open_how).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OpenHow
{
    internal const int SizeBytes = 24;

    internal ulong Flags;
    internal ulong Mode;
    internal ulong Resolve;
}
