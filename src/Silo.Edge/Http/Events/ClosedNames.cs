using Silo.Abstractions.Streams;

namespace Silo.Edge.Http.Events;

/// <summary>The names of the reasons for which a stream ends, on the wire.</summary>
internal static class ClosedNames
{
    /// <summary>The name of the item that ends a stream.</summary>
    public const string Item = "stream.closed";

    public static string Of(FeedClosedReason reason) => reason switch
    {
        FeedClosedReason.End => "end",
        FeedClosedReason.Deleted => "deleted",
        FeedClosedReason.Shutdown => "shutdown",
        FeedClosedReason.Moved => "moved",
        FeedClosedReason.AccessEnded => "access_ended",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "A stream ended for a reason without a name."),
    };
}
