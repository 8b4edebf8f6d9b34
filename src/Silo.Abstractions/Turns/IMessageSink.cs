using Silo.Abstractions.Streams;

namespace Silo.Abstractions.Turns;

/// <summary>Takes a message as it is made. Used by one flow of control; every piece leaves at once.</summary>
public interface IMessageSink
{
    /// <summary>Opens the next block; the one before is closed.</summary>
    /// <param name="kind">What the block is made of.</param>
    /// <param name="callId">For a tool call: the model's id of it.</param>
    /// <param name="tool">For a tool call: the tool's name.</param>
    void Open(DeltaKind kind, string? callId = null, string? tool = null);

    /// <summary>Adds text to the open block; it may end within a character (a surrogate pair) whose rest comes next.</summary>
    /// <exception cref="MessageTooLargeException">The message exceeds the agent's limit. Let it through: the step fails by name.</exception>
    void Append(ReadOnlySpan<char> text);

    /// <summary>Attaches what the provider wants back with a thought.</summary>
    /// <param name="signature">The signature, verbatim.</param>
    /// <param name="redacted">Redacted thinking, verbatim.</param>
    void Sign(string? signature, string? redacted = null);
}
