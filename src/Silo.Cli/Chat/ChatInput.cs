using Silo.Client.Streams;

namespace Silo.Cli.Chat;

/// <summary>What comes to a chat, one after the other.</summary>
internal abstract record ChatInput
{
    /// <summary>Keys were pressed.</summary>
    internal sealed record Keys(IReadOnlyList<Key> Pressed) : ChatInput;

    /// <summary>The terminal's input ended.</summary>
    internal sealed record Gone : ChatInput;

    /// <summary>There is something to draw anew: the terminal's size changed, the connection broke or is there again.</summary>
    internal sealed record Wake : ChatInput;

    /// <summary>The stream brought something.</summary>
    internal sealed record Item(StreamItem Of) : ChatInput;

    /// <summary>The stream cannot be read.</summary>
    internal sealed record Failed(Exception Error) : ChatInput;

    /// <summary>A request was answered.</summary>
    internal sealed record Answered(ChatAction Action, Exception? Error) : ChatInput;
}
