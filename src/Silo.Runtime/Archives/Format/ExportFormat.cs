namespace Silo.Runtime.Archives.Format;

/// <summary>The format's name, version and bounds.</summary>
internal static class ExportFormat
{
    internal const string Name = "silo-journal";
    internal const int Version = 1;

    /// <summary>Longest line: an event in base64, or an approval whose texts are all escaped.</summary>
    internal const int LineBytesMax = 2 * 1024 * 1024;

    /// <summary>Largest part of a blob in one line.</summary>
    internal const int BlobPartBytesMax = 256 * 1024;

    /// <summary>Largest blob, as every blob store has it.</summary>
    internal const int BlobBytesMax = 64 * 1024 * 1024;
}
