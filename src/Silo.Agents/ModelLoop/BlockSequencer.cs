using System.Text;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Turns;

namespace Silo.Agents.ModelLoop;

/// <summary>Puts blocks that arrive interleaved one after the other: the first open one goes out at once, the others wait, in order.</summary>
internal sealed class BlockSequencer(IMessageSink sink, int bytesMax)
{
    private const int BlockBytes = 64;
    private readonly Dictionary<string, Waiting> _open = new(StringComparer.Ordinal);
    private readonly Queue<Waiting> _waiting = [];
    private Waiting? _live;
    private long _waitingBytes;

    internal void Open(string key, DeltaKind kind, string? callId, string? tool)
    {
        var block = new Waiting(kind, callId, tool);
        _open[key] = block;
        if (_live is null) GoLive(block);
        else Hold(block, BlockBytes);
    }

    /// <summary>Adds text to an open block.</summary>
    /// <returns>False when no such block is open.</returns>
    /// <exception cref="MessageTooLargeException">What waits is more than a whole message may have.</exception>
    internal bool Append(string key, string text)
    {
        if (!_open.TryGetValue(key, out var block)) return false;
        block.Empty &= text.Length == 0;
        if (text.Length == 0) return true;
        if (block == _live) sink.Append(text);
        else Hold(block, Encoding.UTF8.GetByteCount(text), text);
        return true;
    }

    /// <summary>Remembers what the provider wants back with a thought; a later one replaces an earlier one.</summary>
    internal void Sign(string key, string? signature, string? redacted)
    {
        if (!_open.TryGetValue(key, out var block)) return;
        block.Signature = signature ?? block.Signature;
        block.Redacted = redacted ?? block.Redacted;
    }

    internal void Close(string key)
    {
        if (!_open.Remove(key, out var block)) return;
        block.Closed = true;
        if (block == _live) Advance();
    }

    internal void CloseAll()
    {
        foreach (var key in _open.Keys.ToList()) Close(key);
    }

    private void Hold(Waiting block, int bytes, string? text = null)
    {
        _waitingBytes += bytes;
        if (_waitingBytes > bytesMax) throw new MessageTooLargeException(bytesMax);
        if (text is null) _waiting.Enqueue(block);
        else block.Text.Append(text);
    }

    private void Advance()
    {
        End(_live!);
        _live = null;
        while (_live is null && _waiting.TryDequeue(out var next))
        {
            _waitingBytes -= BlockBytes;
            GoLive(next);
            if (!next.Closed) continue;
            End(next);
            _live = null;
        }
    }

    private void GoLive(Waiting block)
    {
        _live = block;
        sink.Open(block.Kind, block.CallId, block.Tool);
        if (block.Text.Length == 0) return;
        var text = block.Text.ToString();
        _waitingBytes -= Encoding.UTF8.GetByteCount(text);
        block.Text.Clear();
        sink.Append(text);
    }

    private void End(Waiting block)
    {
        // A call without input is a call with an empty object: neither protocol sends text for it.
        if (block is { Kind: DeltaKind.ToolUse, Empty: true }) sink.Append("{}");
        if (block.Signature is not null || block.Redacted is not null) sink.Sign(block.Signature, block.Redacted);
    }

    private sealed class Waiting(DeltaKind kind, string? callId, string? tool)
    {
        internal DeltaKind Kind { get; } = kind;

        internal string? CallId { get; } = callId;

        internal string? Tool { get; } = tool;

        internal StringBuilder Text { get; } = new();

        internal bool Empty { get; set; } = true;

        internal bool Closed { get; set; }

        internal string? Signature { get; set; }

        internal string? Redacted { get; set; }
    }
}
