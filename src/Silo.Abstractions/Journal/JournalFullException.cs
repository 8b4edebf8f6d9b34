namespace Silo.Abstractions.Journal;

/// <summary>The disk, or the quota, under the journal is full. Free space, then retry.</summary>
public sealed class JournalFullException : JournalException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened, to which file, and what to do.</param>
    /// <param name="innerException">What the store said.</param>
    public JournalFullException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
