namespace Silo.Abstractions.Events;

/// <summary>An event would exceed <see cref="EventLimits.EventBytesMax"/>. Move its content to a blob; do not retry as it is.</summary>
public sealed class EventTooLargeException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="kind">The event's kind.</param>
    /// <param name="bytes">Its encoded size.</param>
    public EventTooLargeException(string kind, int bytes)
        : base($"An event of kind '{kind}' has {bytes} bytes; the limit is {EventLimits.EventBytesMax}.")
    {
        Kind = kind;
        Bytes = bytes;
    }

    /// <summary>The event's kind.</summary>
    public string Kind { get; }

    /// <summary>Its encoded size in bytes.</summary>
    public int Bytes { get; }
}
