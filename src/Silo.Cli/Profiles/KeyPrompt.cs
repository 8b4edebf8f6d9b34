using Silo.Cli.Output;

namespace Silo.Cli.Profiles;

/// <summary>Asks for a key without showing it.</summary>
internal static class KeyPrompt
{
    /// <summary>Reads a line: from a pipe as it comes, from a terminal without echo.</summary>
    internal static async Task<string> ReadAsync(Terminal terminal, CancellationToken cancellationToken)
    {
        if (Console.IsInputRedirected) return await Console.In.ReadLineAsync(cancellationToken) ?? string.Empty;
        terminal.Note("API key (it is not shown):", Tone.Ask);
        var key = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is var pressed && pressed.Key != ConsoleKey.Enter)
        {
            if (pressed.Key == ConsoleKey.Backspace && key.Length > 0) key.Length--;
            else if (pressed.KeyChar >= ' ') key.Append(pressed.KeyChar);
        }

        return key.ToString();
    }
}
