namespace Silo.Agents.Tools;

/// <summary>Says what a file that is no text seems to be, by its first bytes.</summary>
internal static class FileKind
{
    private static readonly (byte[] Begin, string Kind)[] Known =
    [
        ([0x89, 0x50, 0x4E, 0x47], "a PNG image"),
        ([0xFF, 0xD8, 0xFF], "a JPEG image"),
        ([.. "GIF8"u8], "a GIF image"),
        ([.. "%PDF-"u8], "a PDF document"),
        ([.. "PK\u0003\u0004"u8], "a ZIP archive, or a document that is one"),
        ([0x1F, 0x8B], "gzip data"),
        ([0xFD, .. "7zXZ"u8], "xz data"),
        ([0x28, 0xB5, 0x2F, 0xFD], "zstd data"),
        ([0x7F, .. "ELF"u8], "an ELF program or library"),
        ([.. "SQLite format 3"u8], "an SQLite database"),
        ([0xFF, 0xFE], "UTF-16 text"),
        ([0xFE, 0xFF], "UTF-16 text"),
    ];

    /// <summary>A few words; never fails.</summary>
    internal static string Of(ReadOnlySpan<byte> begin)
    {
        foreach (var (known, kind) in Known)
            if (begin.StartsWith(known)) return kind;
        return begin.Contains((byte)0) ? "binary data" : "binary data, or text that is not UTF-8";
    }
}
