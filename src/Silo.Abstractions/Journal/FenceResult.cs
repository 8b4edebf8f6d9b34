namespace Silo.Abstractions.Journal;

/// <summary>What became of taking a session's fence.</summary>
public abstract record FenceResult
{
    private FenceResult()
    {
    }

    /// <summary>The fence is ours, durably; every commit under an older epoch is refused from now on.</summary>
    /// <param name="Epoch">The new epoch.</param>
    /// <param name="Row">The session as it stands, new epoch and owner included.</param>
    /// <param name="Previous">Who held it before; null for nobody.</param>
    public sealed record Taken(long Epoch, SessionRow Row, Owner? Previous) : FenceResult;

    /// <summary>The session does not exist, or was deleted.</summary>
    public sealed record Gone : FenceResult
    {
        /// <summary>The one instance.</summary>
        public static Gone Instance { get; } = new();
    }
}
