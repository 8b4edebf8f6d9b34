using System.Runtime.InteropServices;
using Silo.Sandboxes.Seccomp;

namespace Silo.Sandboxes.Tests.Escapes;

/// <summary>Small attack programs: perl makes any system call and is in Debian's base.</summary>
internal static class Perl
{
    /// <summary>A script that runs a program of perl.</summary>
    /// <param name="program">Without single quotes. <c>&amp;call(NAME, …)</c> makes a system call; <c>won()</c> says that the attack succeeded.</param>
    internal static string Script(string program) => $"exec perl -e '{Numbers(program)} sub won {{ $| = 1; print \"PWNED\\n\" }}' 2>&1";

    // Numbers are those of the machine's own architecture. perl wants constants in variables: the kernel might write through them.
    private static string Numbers(string program)
    {
        var text = program;
        foreach (var name in new[] { "ptrace", "mount", "unshare", "mknodat", "keyctl", "socket", "personality", "ioctl" })
            text = text.Replace($"&call({name}", $"syscall({LibSeccomp.seccomp_syscall_resolve_name(name)}", StringComparison.Ordinal);
        return text;
    }

    /// <summary>Whether this machine has x32 numbers beside its own.</summary>
    internal static bool IsX64 => RuntimeInformation.ProcessArchitecture == Architecture.X64;
}
