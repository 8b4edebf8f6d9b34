using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Silo.Edge.Http.Files;

/// <summary>The part of a file that a request asks for (RFC 9110, section 14).</summary>
/// <param name="From">Its first byte.</param>
/// <param name="Length">How many bytes it has; at least one.</param>
internal readonly record struct ByteRange(long From, long Length)
{
    /// <summary>Reads the range of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="length">The length of the file.</param>
    /// <param name="tag">The file's tag, for If-Range; null where it has none.</param>
    /// <param name="range">Null for the whole file: without a range, with several of them or one that is malformed, and where If-Range names another file.</param>
    /// <returns>False when the range lies beyond the file.</returns>
    public static bool TryRead(HttpRequest request, long length, EntityTagHeaderValue? tag, out ByteRange? range)
    {
        range = null;
        if (!RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var header) || !header.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase) || header.Ranges.Count != 1) return true;
        if (request.Headers.ContainsKey(HeaderNames.IfRange) && !IsSame(request, tag)) return true;
        var asked = header.Ranges.Single();
        var (from, to) = asked.From is { } start ? (start, Math.Min(asked.To ?? long.MaxValue, length - 1)) : (Math.Max(length - asked.To!.Value, 0), length - 1);
        if (from > to) return false;
        range = new ByteRange(from, to - from + 1);
        return true;
    }

    // By its strong tag alone: a time of one second's grain would let two files pass for one.
    private static bool IsSame(HttpRequest request, EntityTagHeaderValue? tag) =>
        tag is not null && EntityTagHeaderValue.TryParse(request.Headers.IfRange.ToString(), out var named) && named.Compare(tag, useStrongComparison: true);
}
