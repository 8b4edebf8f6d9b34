using System.Text;

namespace Silo.Agents.Mcp;

/// <summary>The end of what a server wrote to standard error: often the reason why it ended.</summary>
internal sealed class ErrorTail
{
    private const int BytesMax = 2048;
    private readonly byte[] _bytes = new byte[BytesMax];
    private readonly Lock _gate = new();
    private int _count;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > BytesMax) bytes = bytes[^BytesMax..];
        lock (_gate)
        {
            var kept = Math.Min(_count, BytesMax - bytes.Length);
            _bytes.AsSpan(_count - kept, kept).CopyTo(_bytes);
            bytes.CopyTo(_bytes.AsSpan(kept));
            _count = kept + bytes.Length;
        }
    }

    /// <summary>Its last words in one line; empty when it said nothing.</summary>
    public string Text()
    {
        lock (_gate) return PlainText.OneLine(Encoding.UTF8.GetString(_bytes, 0, _count), 500, keepEnd: true);
    }
}
