using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Silo.Sandboxes.Native;

/// <summary>An open directory whose names are read one by one.</summary>
internal sealed unsafe class DirectoryLevel : IDisposable
{
    private const int BufferBytes = 8 << 10;
    private const int EntryNameOffset = 19;
    private const int Flags = 0x10000 | LibC.OpenCloseOnExec | LibC.OpenNoFollow | LibC.OpenNonBlock;
    private readonly byte[] _entries = new byte[BufferBytes];
    private int _count;
    private int _at;

    private DirectoryLevel(int descriptor) => Handle = new SafeFileHandle(descriptor, ownsHandle: true);

    public SafeFileHandle Handle { get; }

    /// <summary>Opens one by its path, whose last part is no link.</summary>
    /// <returns>Null when it is gone, something else, or not this user's to read.</returns>
    public static DirectoryLevel? TryOpen(string path) => Of(LibC.open(path, Flags));

    /// <summary>Opens one by its name in another, without following a link.</summary>
    /// <param name="parent">The other, which may be open for naming only.</param>
    /// <param name="name">Its name, with the zero byte behind it.</param>
    /// <returns>Null when it is gone, something else, or not this user's to read.</returns>
    public static DirectoryLevel? TryOpen(SafeFileHandle parent, ReadOnlySpan<byte> name)
    {
        fixed (byte* text = name) return Of(LibC.openat(parent, text, Flags));
    }

    /// <summary>The next name, with the zero byte behind it; null at the end.</summary>
    public byte[]? Next()
    {
        while (true)
        {
            if (_at >= _count)
            {
                fixed (byte* buffer = _entries) _count = (int)LibC.GetDirectoryEntries(Handle, buffer, BufferBytes);
                _at = 0;
                if (_count <= 0) return null;
            }

            var length = BinaryPrimitives.ReadUInt16LittleEndian(_entries.AsSpan(_at + 16));
            var name = _entries.AsSpan(_at + EntryNameOffset, length - EntryNameOffset);
            name = name[..(name.IndexOf((byte)0) + 1)];
            _at += length;
            if (!name.SequenceEqual(".\0"u8) && !name.SequenceEqual("..\0"u8)) return name.ToArray();
        }
    }

    public void Dispose() => Handle.Dispose();

    private static DirectoryLevel? Of(int descriptor) => descriptor < 0 ? null : new DirectoryLevel(descriptor);
}
