namespace Silo.Client.Files;

/// <summary>On what condition a file is replaced. A request with a condition is not repeated by itself: after a lost answer its condition no longer says what it did.</summary>
public sealed class PutFileOptions
{
    /// <summary>The tag that the file must have.</summary>
    /// <value>Default null: whatever is there is replaced.</value>
    public string? IfMatch { get; init; }

    /// <summary>Whether there must be no such file yet.</summary>
    /// <value>Default false.</value>
    public bool OnlyNew { get; init; }
}
