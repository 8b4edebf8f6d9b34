using System.Runtime.InteropServices;
using System.Text;

namespace Silo.Sandboxes.Native;

/// <summary>Makes this process another program.</summary>
internal static unsafe partial class Replacement
{
    private const int FirstDescriptor = 3;
    private const int SignalSetSize = 128;
    private const int SetMask = 2;
    private const int BrokenPipe = 13;
    private const int DuplicateCloseOnExec = 1030;
    private const int Above = 64;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup2(int from, int to);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int execv(byte* path, byte** arguments);

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);

    [LibraryImport("libc")]
    private static partial int pthread_sigmask(int how, byte* wanted, byte* before);

    /// <summary>Becomes the program, with this process's environment.</summary>
    /// <param name="path">Absolute path of it.</param>
    /// <param name="arguments">Its arguments, its name first.</param>
    /// <param name="descriptors">What it has as descriptors 3, 4 and so on.</param>
    /// <exception cref="IOException">It could not, and this process should end.</exception>
    public static void Become(string path, IReadOnlyList<string> arguments, params ReadOnlySpan<SafeHandle> descriptors)
    {
        // Above the numbers that they will get, so that none overwrites another. They, and they alone, stay open.
        var copies = new int[descriptors.Length];
        for (var i = 0; i < copies.Length; i++) copies[i] = LibC.Check(LibC.fcntl(descriptors[i], DuplicateCloseOnExec, Above), "fcntl");
        var text = new byte*[arguments.Count + 1];
        for (var i = 0; i < arguments.Count; i++) text[i] = Copy(arguments[i]);
        fixed (byte** argument = text)
        {
            // What this program's runtime set up, and a program expects to find as it is by default.
            var nothing = stackalloc byte[SignalSetSize];
            new Span<byte>(nothing, SignalSetSize).Clear();
            _ = pthread_sigmask(SetMask, nothing, null);
            _ = signal(BrokenPipe, 0);
            for (var i = 0; i < copies.Length; i++) LibC.Check(dup2(copies[i], FirstDescriptor + i), "dup2");
            LibC.Check(execv(Copy(path), argument), $"Starting {path}");
        }
    }

    // Never freed: what comes next is another program, or the end.
    private static byte* Copy(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text + '\0');
        var copy = (byte*)NativeMemory.Alloc((nuint)bytes.Length);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        return copy;
    }
}
