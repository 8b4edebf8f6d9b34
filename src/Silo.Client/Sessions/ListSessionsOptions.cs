namespace Silo.Client.Sessions;

/// <summary>Which sessions to list.</summary>
public sealed class ListSessionsOptions
{
    /// <summary>Only those that are <c>idle</c>, <c>running</c> or <c>waiting</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Only those of this agent.</summary>
    public string? Agent { get; init; }

    /// <summary>Only those that carry this label.</summary>
    public KeyValuePair<string, string>? Label { get; init; }

    /// <summary>Most in one page.</summary>
    /// <value>1 to 200; null for the server's default, 50.</value>
    public int? Limit { get; init; }

    /// <summary>The <see cref="SessionPage.NextPage"/> of the page before.</summary>
    public string? Page { get; init; }
}
