using Microsoft.Win32.SafeHandles;
using Silo.Sandboxes.Native;

namespace Silo.Spawner;

/// <summary>What a command reads on standard input.</summary>
/// <param name="Reader">Its end; closed here once the command has it.</param>
/// <param name="Writer">The other end, of a process that is talked to; never blocks.</param>
/// <remarks>
/// Never the machine's /dev/null: what a command reads is given to the command's user, and some runtimes (runsc) do the same to
/// whatever they are handed.
/// </remarks>
internal sealed record CommandInput(SafeFileHandle Reader, SafeFileHandle? Writer) : IDisposable
{
    /// <summary>Bytes that are all there.</summary>
    public static CommandInput Of(byte[] bytes) => new(MemoryFile.Create(bytes), Writer: null);

    /// <summary>Bytes that come while it runs.</summary>
    public static CommandInput Live()
    {
        var pipe = Pipe.CreateForWriting();
        return new CommandInput(pipe.Reader, pipe.Writer);
    }

    public void Dispose()
    {
        Reader.Dispose();
        Writer?.Dispose();
    }
}
