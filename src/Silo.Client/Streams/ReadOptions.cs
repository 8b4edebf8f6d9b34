namespace Silo.Client.Streams;

/// <summary>How a stream is read.</summary>
public sealed record ReadOptions
{
    /// <summary>Whether to wait for what comes next. False ends at the head.</summary>
    /// <value>Default true.</value>
    public bool Follow { get; init; } = true;

    /// <summary>Whether pieces of open messages are wanted.</summary>
    /// <value>Default true.</value>
    public bool Deltas { get; init; } = true;

    /// <summary>Whether the stream ends when the session has moved to another host, with that host's address: who follows it gets the pieces of open messages, too.</summary>
    /// <value>Default false: the reader stays where it is, and gets the events there.</value>
    public bool EndWhenMoved { get; init; }

    /// <summary>How long to go on trying when nothing comes from the server, not even a sign of life. Zero tries once.</summary>
    /// <value>Default null: for ever.</value>
    public TimeSpan? GiveUpAfter { get; init; }

    /// <summary>Called before each wait for another try; must be quick and not throw.</summary>
    public Action<Reconnecting>? OnReconnecting { get; init; }

    /// <summary>Called when a connection is open, the first one too; must be quick and not throw.</summary>
    public Action? OnConnected { get; init; }
}
