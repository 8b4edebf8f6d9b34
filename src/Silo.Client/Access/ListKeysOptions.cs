namespace Silo.Client.Access;

/// <summary>Which keys to list.</summary>
public sealed class ListKeysOptions
{
    /// <summary>Most in one page.</summary>
    /// <value>1 to 200; null for the server's default, 50.</value>
    public int? Limit { get; init; }

    /// <summary>The <see cref="KeyPage.NextPage"/> of the page before.</summary>
    public string? Page { get; init; }
}
