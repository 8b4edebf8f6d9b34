using Microsoft.Win32.SafeHandles;

namespace Silo.Sandboxes.Native;

/// <summary>A pipe. Both ends are closed on exec; only what a start maps reaches a child.</summary>
/// <param name="Reader">The end to read; non-blocking where asked for.</param>
/// <param name="Writer">The end to write; blocking.</param>
internal sealed record Pipe(SafeFileHandle Reader, SafeFileHandle Writer) : IDisposable
{
    private const int SetStatusFlags = 4;

    /// <summary>Makes a pipe whose reader never blocks: for reading what a child writes.</summary>
    public static Pipe CreateForReading()
    {
        var pipe = Create();
        LibC.Check(LibC.fcntl(pipe.Reader, SetStatusFlags, LibC.OpenNonBlock), "fcntl");
        return pipe;
    }

    /// <summary>Makes a pipe whose writer never blocks: for writing what a child reads.</summary>
    public static Pipe CreateForWriting()
    {
        var pipe = Create();
        LibC.Check(LibC.fcntl(pipe.Writer, SetStatusFlags, LibC.OpenNonBlock), "fcntl");
        return pipe;
    }

    /// <summary>Makes a pipe with both ends blocking: for a child that reads.</summary>
    public static unsafe Pipe Create()
    {
        var ends = stackalloc int[2];
        LibC.Check(LibC.pipe2(ends, LibC.OpenCloseOnExec), "pipe2");
        return new Pipe(new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true));
    }

    /// <summary>Opens the pipe once more, for reading and writing at once: a reader of it never sees the end, even when nobody else is left.</summary>
    public SafeFileHandle OpenEndless()
    {
        var path = $"/proc/self/fd/{Reader.DangerousGetHandle()}";
        return new SafeFileHandle(LibC.Check(LibC.open(path, LibC.OpenReadWrite | LibC.OpenCloseOnExec), "open"), ownsHandle: true);
    }

    public unsafe void WriteByte(byte value)
    {
        if (LibC.write(Writer, &value, 1) != 1) throw new IOException("write: the pipe took nothing.");
    }

    public void Dispose()
    {
        Reader.Dispose();
        Writer.Dispose();
    }
}
