namespace Silo.Runtime.Archives.Format;

/// <summary>A part of a blob; a blob's parts follow each other.</summary>
/// <param name="Sha256">The whole blob's hash.</param>
/// <param name="Size">The whole blob's size in bytes.</param>
/// <param name="Offset">Where this part begins, in bytes.</param>
/// <param name="Data">The part, in base64; at most <see cref="ExportFormat.BlobPartBytesMax"/>.</param>
internal sealed record BlobLine(string Sha256, long Size, long Offset, ReadOnlyMemory<byte> Data);
