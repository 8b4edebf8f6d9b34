namespace Silo.Abstractions.Journal;

/// <summary>The journal was written by a newer Silo. Start that version or newer; do not retry.</summary>
public sealed class JournalSchemaException : JournalException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened, to which file, and what to do.</param>
    /// <param name="innerException">What the store said.</param>
    public JournalSchemaException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
