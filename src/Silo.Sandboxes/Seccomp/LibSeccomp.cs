using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Silo.Sandboxes.Seccomp;

/// <summary>The calls of libseccomp 2 that a filter is made with; the kernel takes only its own byte code.</summary>
internal static unsafe partial class LibSeccomp
{
    public const uint ActionAllow = 0x7fff0000;
    public const uint ActionKillProcess = 0x80000000;
    public const int AttributeBadArchitecture = 2;
    public const int AttributeOptimize = 8;
    private const string Library = "libseccomp.so.2";

    /// <summary>Answers with an error.</summary>
    public static uint ActionError(SeccompError error) => 0x00050000 | (uint)error;

    /// <summary>Whether the library is installed.</summary>
    public static bool IsInstalled()
    {
        if (!NativeLibrary.TryLoad(Library, out var handle)) return false;
        NativeLibrary.Free(handle);
        return true;
    }

    [LibraryImport(Library)]
    public static partial nint seccomp_init(uint defaultAction);

    [LibraryImport(Library)]
    public static partial void seccomp_release(nint context);

    [LibraryImport(Library)]
    public static partial int seccomp_attr_set(nint context, int attribute, uint value);

    /// <summary>A call's number; -1 for a name that nobody knows, less for one that this architecture does not have.</summary>
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int seccomp_syscall_resolve_name(string name);

    [LibraryImport(Library)]
    public static partial int seccomp_rule_add_array(nint context, uint action, int call, uint conditionCount, Comparison* conditions);

    [LibraryImport(Library)]
    public static partial int seccomp_export_bpf(nint context, SafeFileHandle descriptor);

    /// <summary><c>struct scmp_arg_cmp</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Comparison
    {
        public uint Argument;
        public int Operation;
        public ulong First;
        public ulong Second;
    }
}
