using System.Text;

namespace Silo.Runtime.Workspaces;

/// <summary>Stands between an untrusted tar and the tar reader, and refuses what would make the reader take much memory or time.</summary>
/// <remarks>
/// The reader takes a buffer of the size that an extended header claims, before a byte of it has come. So the claim is checked when the
/// header passes: the reader asks for headers as 512 bytes.
/// </remarks>
internal sealed class TarSource : Stream
{
    private const int HeaderBytes = 512;
    private const int ExtendedBytesMax = 1024 * 1024;
    private readonly Stream _inner;
    private readonly long _bytesMax;
    private long _bytes;

    internal TarSource(Stream inner, long bytesMax)
    {
        _inner = inner;
        _bytesMax = bytesMax;
    }

    /// <summary>Whether the content of a file is being read, which is no header whatever it looks like.</summary>
    internal bool ReadsContent { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!ReadsContent && buffer.Length > ExtendedBytesMax) throw TarErrors.TooLarge("1 MiB of names and attributes for one entry");
        var isHeader = !ReadsContent && buffer.Length == HeaderBytes;
        var count = isHeader
            ? await _inner.ReadAtLeastAsync(buffer, HeaderBytes, throwOnEndOfStream: false, cancellationToken)
            : await _inner.ReadAsync(buffer, cancellationToken);
        _bytes += count;
        if (_bytes > _bytesMax) throw TarErrors.TooLarge($"{_bytesMax} bytes, headers included");
        if (isHeader && count == HeaderBytes) CheckHeader(buffer.Span);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    private static void CheckHeader(ReadOnlySpan<byte> header)
    {
        // Types x and g (pax), K and L (GNU) carry names and attributes of other entries.
        if (header[156] is (byte)'x' or (byte)'g' or (byte)'K' or (byte)'L' && SizeOf(header.Slice(124, 12)) is < 0 or > ExtendedBytesMax)
            throw TarErrors.TooLarge("1 MiB of names and attributes for one entry");
    }

    // Octal text, or a big-endian binary number when the first bit is set. What is neither is left to the reader to refuse.
    private static long SizeOf(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) != 0) return field[..4].IndexOfAnyExcept((byte)0x80, (byte)0) >= 0 ? -1 : System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(field[4..]);
        var size = 0L;
        foreach (var c in Encoding.ASCII.GetString(field).Trim(' ', '\0'))
        {
            if (c is < '0' or > '7') return 0;
            size = size * 8 + (c - '0');
        }

        return size;
    }
}
