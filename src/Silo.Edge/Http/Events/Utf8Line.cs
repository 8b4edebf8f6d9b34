using System.Buffers.Text;
using System.Text;

namespace Silo.Edge.Http.Events;

/// <summary>Fills a buffer with UTF-8, piece by piece. The caller has made sure of the room.</summary>
internal ref struct Utf8Line(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    public void Add(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(_buffer[Length..]);
        Length += utf8.Length;
    }

    public void Add(string text) => Length += Encoding.UTF8.GetBytes(text, _buffer[Length..]);

    public void Add(long number)
    {
        Utf8Formatter.TryFormat(number, _buffer[Length..], out var written);
        Length += written;
    }
}
