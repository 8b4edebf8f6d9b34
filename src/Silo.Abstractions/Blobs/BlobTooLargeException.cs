namespace Silo.Abstractions.Blobs;

/// <summary>Content is longer than its store or its caller takes. Do not retry.</summary>
public sealed class BlobTooLargeException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="bytesMax">The bound, in bytes.</param>
    public BlobTooLargeException(long bytesMax)
        : base($"The content is longer than {bytesMax} bytes.") => BytesMax = bytesMax;

    /// <summary>The bound, in bytes.</summary>
    public long BytesMax { get; }
}
