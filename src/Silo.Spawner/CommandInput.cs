using Microsoft.Win32.SafeHandles;
using Silo.Sandboxes.Native;

namespace Silo.Spawner;

/// <summary>What a command reads on standard input.</summary>
/// <param name="Reader">Its end; closed here once the command has it.</param>
/// <param name="Writer">The other end, of a process that is talked to; never blocks.</param>
/// <param name="IsOwn">Whether nobody else has it: it may be given to the command's user. The machine's /dev/null may not.</param>
internal sealed record CommandInput(SafeFileHandle Reader, SafeFileHandle? Writer, bool IsOwn) : IDisposable
{
    /// <summary>Bytes that are all there.</summary>
    public static CommandInput Of(byte[] bytes) => bytes.Length == 0
        ? new(File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Read, FileShare.ReadWrite), Writer: null, IsOwn: false)
        : new(MemoryFile.Create(bytes), Writer: null, IsOwn: true);

    /// <summary>Bytes that come while it runs.</summary>
    public static CommandInput Live()
    {
        var pipe = Pipe.CreateForWriting();
        return new CommandInput(pipe.Reader, pipe.Writer, IsOwn: true);
    }

    public void Dispose()
    {
        Reader.Dispose();
        Writer?.Dispose();
    }
}
