using System.Buffers;
using System.Text;
using Silo.Abstractions.Streams;

namespace Silo.Client.Transcripts;

/// <summary>What was assembled of one attempt. The positions were checked before.</summary>
/// <param name="begun">Whether the attempt's start was seen, so that its first block is the first.</param>
internal sealed class OpenStep(bool begun)
{
    private readonly List<OpenBlock> _blocks = [];

    /// <summary>Whether the attempt's start was seen.</summary>
    internal bool Begun => begun;

    /// <summary>The blocks that a piece was seen of, by their number.</summary>
    internal IReadOnlyList<OpenBlock> Blocks => _blocks;

    internal void Append(StreamDelta piece)
    {
        if (_blocks.Count == 0 || _blocks[^1].Number != piece.From.Block) _blocks.Add(new OpenBlock(piece.Kind, piece.From.Block, piece.From.Offset));
        _blocks[^1].Text.Write(piece.Utf8.Span);
        _blocks[^1].CallId ??= piece.CallId;
        _blocks[^1].Tool ??= piece.Tool;
    }

    internal long Bytes => _blocks.Sum(b => (long)b.Text.WrittenCount);

    internal IReadOnlyList<string> Texts() => [.. _blocks.Select(b => Encoding.UTF8.GetString(b.Text.WrittenSpan))];
}
