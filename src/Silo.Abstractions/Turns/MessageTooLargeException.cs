namespace Silo.Abstractions.Turns;

/// <summary>A message exceeds the agent's <c>message_bytes_max</c>. Do not retry.</summary>
public sealed class MessageTooLargeException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="bytesMax">The limit in bytes.</param>
    public MessageTooLargeException(int bytesMax)
        : base($"The message exceeds the agent's limit message_bytes_max of {bytesMax} bytes.") => BytesMax = bytesMax;

    /// <summary>The limit in bytes.</summary>
    public int BytesMax { get; }
}
