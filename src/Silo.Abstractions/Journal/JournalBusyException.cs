namespace Silo.Abstractions.Journal;

/// <summary>Another process held the journal for longer than the wait allows. Retry.</summary>
public sealed class JournalBusyException : JournalException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened, to which file, and what to do.</param>
    /// <param name="innerException">What the store said.</param>
    public JournalBusyException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
