using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Sessions;

/// <summary>What became of a cancel.</summary>
public abstract record CancelResult
{
    private CancelResult()
    {
    }

    /// <summary>The turn is being cancelled, durably; its <c>turn.ended</c> follows.</summary>
    /// <param name="Turn">The turn.</param>
    public sealed record Cancelling(TurnId Turn) : CancelResult;

    /// <summary>No such turn is running or queued; nothing to do.</summary>
    public sealed record NothingToCancel : CancelResult;

    /// <summary>The session does not exist.</summary>
    public sealed record NotFound : CancelResult;

    /// <summary>The session cannot be brought to life at the moment. Retry.</summary>
    /// <param name="Code">A stable code.</param>
    /// <param name="Message">Why.</param>
    public sealed record Unavailable(string Code, string Message) : CancelResult;
}
