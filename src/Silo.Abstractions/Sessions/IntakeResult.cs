namespace Silo.Abstractions.Sessions;

/// <summary>Whether a command was let in.</summary>
public abstract record IntakeResult
{
    private protected IntakeResult()
    {
    }

    /// <summary>It was; dispose of this, once, when it has been answered.</summary>
    /// <param name="Leave">Makes room for another one.</param>
    public sealed record Entered(Action Leave) : IntakeResult, IDisposable
    {
        /// <inheritdoc />
        public void Dispose() => Leave();
    }

    /// <summary>It was not, and nothing of it is recorded. Retry.</summary>
    /// <param name="Code">A stable code: <c>journal_slow</c>, <c>commands_full</c>.</param>
    /// <param name="Message">Which limit, its value, and how much there is.</param>
    public sealed record Refused(string Code, string Message) : IntakeResult;
}
