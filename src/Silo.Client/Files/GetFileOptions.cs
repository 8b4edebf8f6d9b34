namespace Silo.Client.Files;

/// <summary>How a file is fetched.</summary>
public sealed class GetFileOptions
{
    /// <summary>The first byte that is wanted.</summary>
    /// <value>Default 0: the whole file. At least 0; at the file's end or beyond it the server answers <c>range_invalid</c>.</value>
    public long From { get; init; }

    /// <summary>The <see cref="FileHead.ETag"/> of the file that the bytes before <see cref="From"/> are of. When the file is another one now, it comes whole.</summary>
    /// <value>Default null: whatever the file is now.</value>
    public string? IfRange { get; init; }

    /// <summary>Fetches nothing when the file still has this tag.</summary>
    /// <value>Default null.</value>
    public string? IfNoneMatch { get; init; }

    /// <summary>Called before the first byte is written to the target, once; must not throw. Here a target that holds a part is cut when <see cref="FileHead.From"/> is 0.</summary>
    public Action<FileHead>? OnBegin { get; init; }
}
