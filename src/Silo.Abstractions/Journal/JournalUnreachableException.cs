namespace Silo.Abstractions.Journal;

/// <summary>The journal's server could not be reached, or went away in the middle. Retry after fencing.</summary>
public sealed class JournalUnreachableException : JournalException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">What the connection said.</param>
    public JournalUnreachableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
