using System.Text;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Turns;

namespace Silo.Runtime.Feeds;

/// <summary>The one accumulator of a message (or a tool's output) that is being made; it serves all readers. Guarded by its feed's lock.</summary>
internal sealed class OpenMessage(OpenMessageKey key, TurnId turn, string agent, int bytesMax, bool keepBoundaries)
{
    /// <summary>Most blocks in one message.</summary>
    internal const int BlocksMax = 512;

    private readonly List<OpenBlock> _blocks = [];
    private DeltaKind? _opening;
    private int _bytes;
    private char? _half;

    internal OpenMessageKey Key => key;

    internal IReadOnlyList<OpenBlock> Blocks => _blocks;

    /// <summary>Opens the next block. A text or a thought takes its index with its first piece, so that an empty one takes none: the blocks that readers count are those that are recorded.</summary>
    internal void Open(DeltaKind kind, string? callId, string? tool)
    {
        _opening = kind;
        _half = null;
        if (kind is DeltaKind.ToolUse or DeltaKind.ToolResult) Begin(callId, tool);
    }

    /// <summary>Attaches what the provider wants back with a thought; that alone makes it a block.</summary>
    internal void Sign(string? signature, string? redacted)
    {
        var block = Current();
        block.Signature = signature ?? block.Signature;
        block.Redacted = redacted ?? block.Redacted;
    }

    /// <summary>Adds text to the block. A character whose halves come one by one is added with its second; one that never comes is left out.</summary>
    internal void Append(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return;
        if (_half is { } half) text = (char[])[half, .. text];
        _half = char.IsHighSurrogate(text[^1]) ? text[^1] : null;
        if (_half is not null) text = text[..^1];
        if (text.IsEmpty) return;
        var block = Current();
        var count = Encoding.UTF8.GetByteCount(text);
        if (_bytes + count > bytesMax) throw new MessageTooLargeException(bytesMax);
        Span<byte> utf8 = count <= 1024 ? stackalloc byte[count] : new byte[count];
        Encoding.UTF8.GetBytes(text, utf8);
        block.Append(utf8);
        _bytes += count;
    }

    /// <summary>The next piece after a position; null when the reader has everything.</summary>
    /// <param name="position">Where the reader is; null when it has had nothing of this attempt.</param>
    /// <param name="pieceBytesMax">Most bytes of the piece.</param>
    internal StreamDelta? Next(OpenPosition? position, int pieceBytesMax)
    {
        var offset = position?.Offset ?? 0;
        var announced = position is not null;
        for (var block = position?.Block ?? 0; block < _blocks.Count; block++, offset = 0, announced = false)
        {
            var open = _blocks[block];
            if (offset < open.Length) return Piece(open, block, offset, open.Read(offset, pieceBytesMax));
            // A tool call is worth telling before its input comes; an empty text is not.
            if (open is { Length: 0, Kind: DeltaKind.ToolUse } && !announced) return Piece(open, block, offset, ReadOnlyMemory<byte>.Empty);
        }

        return null;
    }

    private OpenBlock Current()
    {
        if (_opening is not null) Begin(callId: null, tool: null);
        return _blocks.Count > 0 ? _blocks[^1] : throw new InvalidOperationException("Open a block before adding to it.");
    }

    private void Begin(string? callId, string? tool)
    {
        if (_blocks.Count == BlocksMax) throw new MessageTooLargeException(bytesMax);
        _blocks.Add(new OpenBlock(_opening!.Value, callId, tool, keepBoundaries));
        _opening = null;
    }

    private StreamDelta Piece(OpenBlock open, int block, int offset, ReadOnlyMemory<byte> utf8) => new()
    {
        Kind = open.Kind,
        Turn = turn,
        Agent = agent,
        From = new OpenPosition(key.Step, key.Epoch, key.Attempt, block, offset),
        Utf8 = utf8,
        CallId = offset == 0 ? open.CallId : null,
        Tool = offset == 0 ? open.Tool : null,
    };
}
