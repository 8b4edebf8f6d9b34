namespace Silo.Abstractions.Journal;

/// <summary>The journal's file or file system is read-only. Mend that, then retry.</summary>
public sealed class JournalReadOnlyException : JournalException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened, to which file, and what to do.</param>
    /// <param name="innerException">What the store said.</param>
    public JournalReadOnlyException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
