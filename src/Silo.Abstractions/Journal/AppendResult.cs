namespace Silo.Abstractions.Journal;

/// <summary>What became of a commit.</summary>
public abstract record AppendResult
{
    private AppendResult()
    {
    }

    /// <summary>It is on stable storage.</summary>
    public sealed record Appended : AppendResult
    {
        /// <summary>The one instance.</summary>
        public static Appended Instance { get; } = new();
    }

    /// <summary>A newer activation holds the fence; nothing was written. The actor stops.</summary>
    /// <param name="Epoch">The fence now.</param>
    /// <param name="By">Who holds it.</param>
    public sealed record Fenced(long Epoch, Owner? By) : AppendResult;

    /// <summary>The head or a key is not what the commit assumed; nothing was written. The actor stops, fences again and reads.</summary>
    /// <param name="Head">The head now.</param>
    /// <param name="Reason">What did not fit.</param>
    public sealed record Conflict(long Head, string Reason) : AppendResult;

    /// <summary>The session does not exist, or was deleted; nothing was written.</summary>
    public sealed record Gone : AppendResult
    {
        /// <summary>The one instance.</summary>
        public static Gone Instance { get; } = new();
    }
}
