namespace Silo.Abstractions.Streams;

/// <summary>How a feed is read.</summary>
public sealed record FeedOptions
{
    /// <summary>Whether to wait for what comes next. False ends at the head.</summary>
    /// <value>Default true.</value>
    public bool Follow { get; init; } = true;

    /// <summary>Whether pieces of open messages are wanted.</summary>
    /// <value>Default true.</value>
    public bool Deltas { get; init; } = true;
}
