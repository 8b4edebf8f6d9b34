using System.Security.Cryptography;
using Silo.Runtime.Archives.Format;

namespace Silo.Runtime.Archives;

/// <summary>Puts a blob together from its lines, one blob at a time.</summary>
internal sealed class BlobParts
{
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private byte[] _content = [];
    private string? _current;
    private long _filled;

    /// <summary>Adds a part.</summary>
    /// <returns>The whole blob, its hash compared, with its last part; else null.</returns>
    /// <exception cref="InvalidDataException">The part does not follow, or the blob does not match its hash.</exception>
    internal ReadOnlyMemory<byte>? Add(BlobLine part)
    {
        if (_current is null)
        {
            if (part.Size is < 0 or > ExportFormat.BlobBytesMax) throw new InvalidDataException($"Blob {part.Sha256} has {part.Size} bytes; allowed: up to {ExportFormat.BlobBytesMax}.");
            if (!_done.Add(part.Sha256)) throw new InvalidDataException($"Blob {part.Sha256} stands twice.");
            (_current, _filled) = (part.Sha256, 0);
        }

        if (!string.Equals(_current, part.Sha256, StringComparison.Ordinal) || part.Offset != _filled || part.Data.Length > part.Size - _filled)
            throw new InvalidDataException($"A part of blob {part.Sha256} does not follow the one before it.");

        // Grown as parts come: a line that only claims a size costs nothing.
        var end = _filled + part.Data.Length;
        if (_content.Length < end) Array.Resize(ref _content, (int)Math.Min(part.Size, Math.Max(end, _content.Length * 2L)));
        part.Data.CopyTo(_content.AsMemory((int)_filled));
        _filled = end;
        if (_filled < part.Size) return null;
        _current = null;
        var content = _content.AsMemory(0, (int)_filled);
        if (!string.Equals(Convert.ToHexStringLower(SHA256.HashData(content.Span)), part.Sha256, StringComparison.Ordinal))
            throw new InvalidDataException($"Blob {part.Sha256} does not match its hash.");
        return content;
    }
}
