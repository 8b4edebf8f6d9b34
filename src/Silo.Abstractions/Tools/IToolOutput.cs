namespace Silo.Abstractions.Tools;

/// <summary>Takes a running tool's output. Safe from any thread; what exceeds the limit of a message is dropped from the stream, never from the result.</summary>
public interface IToolOutput
{
    /// <summary>Adds text; it may end within a character (a surrogate pair) whose rest comes next.</summary>
    void Append(ReadOnlySpan<char> text);
}
