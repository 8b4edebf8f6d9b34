namespace Silo.Abstractions.Journal;

/// <summary>The journal could not do what was asked; the outcome of a write is unknown. Retry after fencing, unless a derived type says otherwise.</summary>
public class JournalException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened, to which file, and what to do.</param>
    /// <param name="innerException">What the store said.</param>
    public JournalException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
