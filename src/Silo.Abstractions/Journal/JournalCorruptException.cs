namespace Silo.Abstractions.Journal;

/// <summary>Stored bytes are not what was written</summary>
public sealed class JournalCorruptException : JournalException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened, to which file, and what to do.</param>
    /// <param name="innerException">What the store said.</param>
    public JournalCorruptException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
