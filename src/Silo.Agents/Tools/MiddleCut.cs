using System.Text;

namespace Silo.Agents.Tools;

/// <summary>Keeps the beginning and the end of an output of any length. Bounded: twice the kept bytes.</summary>
internal sealed class MiddleCut
{
    private readonly byte[] _head;
    private readonly byte[] _tail;
    private int _headCount;
    private long _tailCount;

    /// <param name="keptBytesMax">Most bytes kept of each end.</param>
    internal MiddleCut(int keptBytesMax)
    {
        _head = new byte[keptBytesMax];
        _tail = new byte[keptBytesMax];
    }

    /// <summary>Whether something was left out.</summary>
    internal bool IsCut => _tailCount > _tail.Length;

    /// <summary>Takes more output.</summary>
    internal void Add(ReadOnlySpan<byte> bytes)
    {
        var taken = Math.Min(bytes.Length, _head.Length - _headCount);
        bytes[..taken].CopyTo(_head.AsSpan(_headCount));
        _headCount += taken;
        var rest = bytes[taken..];

        // The tail is a ring: what was overwritten is counted, not kept.
        if (rest.Length > _tail.Length)
        {
            _tailCount += rest.Length - _tail.Length;
            rest = rest[^_tail.Length..];
        }

        var at = (int)(_tailCount % _tail.Length);
        var first = Math.Min(rest.Length, _tail.Length - at);
        rest[..first].CopyTo(_tail.AsSpan(at));
        rest[first..].CopyTo(_tail);
        _tailCount += rest.Length;
    }

    /// <summary>The output as text, with a notice where something was left out. Bytes that are not UTF-8 show as U+FFFD.</summary>
    public override string ToString()
    {
        var kept = (int)Math.Min(_tailCount, _tail.Length);
        var tail = new byte[kept];
        for (var i = 0; i < kept; i++) tail[i] = _tail[(_tailCount - kept + i) % _tail.Length];
        var head = _head.AsSpan(0, _headCount);
        if (!IsCut) return Encoding.UTF8.GetString([.. head, .. tail]);

        // Neither end may begin or end within a character.
        var end = head.Length;
        while (end > 0 && end > head.Length - 4 && !IsWhole(head[..end])) end--;
        var start = 0;
        while (start < 3 && (tail[start] & 0xC0) == 0x80) start++;
        var left = _tailCount - kept + (head.Length - end) + start;
        return $"{Encoding.UTF8.GetString(head[..end])}\n[… {left} bytes left out here …]\n{Encoding.UTF8.GetString(tail.AsSpan(start))}";
    }

    // Whether the bytes do not end in the middle of a character that may be valid.
    private static bool IsWhole(ReadOnlySpan<byte> bytes) =>
        Rune.DecodeLastFromUtf8(bytes, out _, out _) != System.Buffers.OperationStatus.NeedMoreData && (bytes[^1] & 0xC0) != 0xC0;
}
