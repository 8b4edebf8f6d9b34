using System.Threading.Channels;

namespace Silo.Cli.Chat;

/// <summary>Reads the terminal on a thread of its own, which ends with the terminal or the process.</summary>
internal static class KeyReader
{
    // An Escape with nothing behind it for so long is the key; a sequence of the terminal comes in one piece.
    private const int EscapeMs = 50;

    internal static void Start(ChannelWriter<ChatInput> inputs) => new Thread(() => Read(inputs)) { IsBackground = true, Name = "keys" }.Start();

    private static void Read(ChannelWriter<ChatInput> inputs)
    {
        var decoder = new KeyDecoder();
        var buffer = new byte[4096];
        while (true)
        {
            var count = RawTerminal.Read(buffer, decoder.HasPending ? EscapeMs : -1);
            ChatInput input = count == 0 ? new ChatInput.Gone() : new ChatInput.Keys(count is { } some ? decoder.Take(buffer.AsSpan(0, some)) : decoder.Flush());
            if (!Put(inputs, input) || count == 0) return;
        }
    }

    // Waits while the chat is busy; false when it has ended.
    private static bool Put(ChannelWriter<ChatInput> inputs, ChatInput input)
    {
        while (!inputs.TryWrite(input))
            if (!inputs.WaitToWriteAsync().AsTask().GetAwaiter().GetResult()) return false;
        return true;
    }
}
