using System.Buffers;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Workspaces;

namespace Silo.Agents.Tools;

/// <summary>Reads a file into a window of lines, up to a bound, and refuses what is no text.</summary>
internal sealed class TextScan(Stream file)
{
    private const int PieceBytes = 64 * 1024;

    // Reading on to a far line is bounded; the shell's tools do better there.
    private const long ScanBytesMax = 64L << 20;

    /// <summary>Whether the stream may stand in the middle of a character, whose rest is passed over.</summary>
    internal bool MayBeginWithinCharacter { get; init; }

    /// <summary>Bytes that were passed over at the beginning.</summary>
    internal int Passed { get; private set; }

    /// <summary>Reads as much as the window takes.</summary>
    /// <returns>The answer to a file that is refused; null when the window holds what there is.</returns>
    internal async Task<ToolResult?> RunAsync(WorkspacePath path, LineWindow window, CancellationToken cancellationToken)
    {
        var check = new TextCheck();
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            var scanned = 0L;
            int count;
            while (!window.More && (count = await file.ReadAsync(buffer, cancellationToken)) > 0)
            {
                ReadOnlyMemory<byte> piece = buffer.AsMemory(0, count);
                if (scanned == 0 && MayBeginWithinCharacter) piece = AtCharacter(piece);
                if (!check.Add(piece.Span)) return Binary(path, buffer.AsSpan(0, count));
                scanned += count;
                if (scanned > ScanBytesMax)
                    return ToolResult.Failed("file_too_large", $"The line that is asked for lies behind {ScanBytesMax} bytes of '{path}'. Give a byte_offset, or use the shell, for instance `tail` or `sed -n`.");
                window.Add(piece.Span);
            }

            return window.More || check.MayEnd ? null : Binary(path, []);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private ReadOnlyMemory<byte> AtCharacter(ReadOnlyMemory<byte> piece)
    {
        while (Passed < Math.Min(3, piece.Length) && (piece.Span[Passed] & 0xC0) == 0x80) Passed++;
        return piece[Passed..];
    }

    private ToolResult Binary(WorkspacePath path, ReadOnlySpan<byte> piece) => ToolResult.Failed(
        "file_is_binary",
        $"'{path}' is no UTF-8 text but {FileKind.Of(piece)}, {file.Length} bytes. Use the shell to look into it, for instance `file`, `od -c`, `strings` or `iconv`.");
}
