using System.Text;
using Silo.Abstractions.Tools;

namespace Silo.Agents.Tools;

/// <summary>Takes a command's output: readers see it at once, the result holds both its ends.</summary>
internal sealed class ShellOutput
{
    // Both ends together hold more than the most that an agent may let its model read.
    private const int KeptBytesMax = 128 * 1024;
    private const int PieceBytesMax = 8 * 1024;
    private readonly IToolOutput _stream;
    private readonly MiddleCut _kept = new(KeptBytesMax);
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly Lock _lock = new();

    internal ShellOutput(IToolOutput stream) => _stream = stream;

    /// <summary>Whether the result leaves out something of the middle.</summary>
    internal bool IsCut
    {
        get
        {
            lock (_lock) return _kept.IsCut;
        }
    }

    internal void Add(ReadOnlyMemory<byte> bytes)
    {
        lock (_lock)
        {
            _kept.Add(bytes.Span);
            for (var rest = bytes.Span; rest.Length > 0; rest = rest[Math.Min(rest.Length, PieceBytesMax)..])
                Stream(rest[..Math.Min(rest.Length, PieceBytesMax)], flush: false);
        }
    }

    /// <summary>Ends the output.</summary>
    internal string Finish()
    {
        lock (_lock)
        {
            Stream([], flush: true);
            return _kept.ToString();
        }
    }

    private void Stream(ReadOnlySpan<byte> bytes, bool flush)
    {
        // A character may be spread over two pieces: the decoder keeps the beginning.
        Span<char> text = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        var count = _decoder.GetChars(bytes, text, flush);
        if (count > 0) _stream.Append(text[..count]);
    }
}
