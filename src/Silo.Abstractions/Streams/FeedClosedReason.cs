namespace Silo.Abstractions.Streams;

/// <summary>Why a feed ended by itself.</summary>
public enum FeedClosedReason
{
    /// <summary>The session was deleted. Do not come back.</summary>
    Deleted,

    /// <summary>The node stops. Come back with the cursor.</summary>
    Shutdown,

    /// <summary>Another node holds the session now. Come back with the cursor, to that node where its address is told.</summary>
    Moved,

    /// <summary>Everything asked for was delivered (a feed that was not to follow).</summary>
    End,

    /// <summary>The reader's key was revoked or has expired. Come back with the cursor and a key that is valid.</summary>
    AccessEnded,
}
