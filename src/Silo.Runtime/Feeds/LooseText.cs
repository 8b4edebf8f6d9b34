using System.Runtime.InteropServices;

namespace Silo.Runtime.Feeds;

/// <summary>A text that is kept only as long as memory allows, and read again when it is wanted.</summary>
/// <remarks>So a reader that stops in the middle of a large one costs a piece of it. Used by one reader at a time.</remarks>
internal sealed class LooseText(Func<CancellationToken, ValueTask<ReadOnlyMemory<byte>>> read)
{
    private readonly WeakReference<byte[]> _kept = new([]);
    private bool _read;

    /// <summary>Copies a piece that ends between two characters; empty at the end of the text.</summary>
    internal async ValueTask<byte[]> PieceAsync(int offset, int bytesMax, CancellationToken cancellationToken)
    {
        var text = await TextAsync(cancellationToken);
        if (offset >= text.Length) return [];
        var end = Math.Min(offset + bytesMax, text.Length);
        while (end < text.Length && (text[end] & 0xC0) == 0x80) end--;
        return text[offset..end];
    }

    private async ValueTask<byte[]> TextAsync(CancellationToken cancellationToken)
    {
        if (_read && _kept.TryGetTarget(out var kept)) return kept;
        var memory = await read(cancellationToken);
        var text = MemoryMarshal.TryGetArray(memory, out var whole) && whole.Count == whole.Array!.Length ? whole.Array : memory.ToArray();
        _kept.SetTarget(text);
        _read = true;
        return text;
    }
}
