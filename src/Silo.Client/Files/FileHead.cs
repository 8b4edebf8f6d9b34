namespace Silo.Client.Files;

/// <summary>What a server says of a file before it sends it.</summary>
/// <param name="ETag">The tag of its content; null where the file is too large for one.</param>
/// <param name="From">The first byte that comes: what was asked for, or 0 when the whole file comes.</param>
/// <param name="Size">The size of the whole file in bytes; null when the server does not say.</param>
public sealed record FileHead(string? ETag, long From, long? Size)
{
    /// <summary>Whether nothing comes, because the file has the tag of <see cref="GetFileOptions.IfNoneMatch"/>.</summary>
    public bool NotModified { get; init; }
}
