using Silo.Abstractions.Streams;
using Silo.Abstractions.Turns;

namespace Silo.Agents.Scripted;

/// <summary>Writes the blocks of one reply, token by token.</summary>
internal sealed class ReplyWriter(IMessageSink sink, TokenPacer pacer, TimeProvider clock)
{
    private const int TokenCharactersMax = 16;

    /// <summary>Tokens written so far.</summary>
    public long Tokens { get; private set; }

    /// <summary>Writes a block of text.</summary>
    public async Task TextAsync(DeltaKind kind, string text, string? callId = null, string? tool = null)
    {
        sink.Open(kind, callId, tool);
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = TokenEnd(text, start);
            await pacer.NextAsync();
            sink.Append(text.AsSpan(start, end - start));
            Tokens++;
        }
    }

    /// <summary>Writes a block of generated tokens.</summary>
    public async Task LoadAsync(TokenLoad load)
    {
        sink.Open(DeltaKind.Message);
        var token = new char[load.Bytes];
        for (var number = 0; number < load.Count; number++)
        {
            await pacer.NextAsync();
            Fill(token, number);
            if (load.Stamp)
                TokenStamp.Write(token, TokenStamp.Microseconds(clock));
            sink.Append(token);
            Tokens++;
        }
    }

    /// <summary>A token is a word with the white space behind it, or a piece of a long one; a surrogate pair is never split.</summary>
    internal static int TokenEnd(string text, int start)
    {
        var end = start;
        while (end < text.Length && end - start < TokenCharactersMax && !char.IsWhiteSpace(text[end]))
            end++;
        while (end < text.Length && end - start < TokenCharactersMax && char.IsWhiteSpace(text[end]))
            end++;
        return end < text.Length && char.IsLowSurrogate(text[end]) && end - start > 1 ? end - 1 : end;
    }

    private static void Fill(Span<char> token, int number)
    {
        for (var i = 0; i < token.Length; i++)
            token[i] = (char)('a' + ((number + i) % 26));
    }
}
