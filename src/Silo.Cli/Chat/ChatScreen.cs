using System.Globalization;
using System.Text;
using Silo.Cli.Output;

namespace Silo.Cli.Chat;

/// <summary>
/// A terminal with the conversation above, which scrolls away as ordinary text does, and a status and the person's line below. Each change is one write that
/// replaces row by row, so nothing flickers; whatever the terminal takes a character to be wide, a row never breaks in two.
/// </summary>
/// <param name="write">Sends text to the terminal, which is in raw mode.</param>
/// <param name="size">The terminal's columns and rows.</param>
/// <param name="colours">Whether colours are wanted.</param>
internal sealed class ChatScreen(Action<string> write, Func<(int Columns, int Rows)> size, bool colours)
{
    private const string Prompt = "> ";
    private const int EditorRowsMax = 6;
    private readonly RowWrapper _output = new();
    private int _cursorRow;

    /// <summary>Prepares the terminal: rows do not wrap by themselves, and a paste says that it is one.</summary>
    internal void Open() => write("\u001b[?7l\u001b[?2004h");

    /// <summary>Adds to the conversation; shown with the next drawing.</summary>
    internal void Append(string text)
    {
        _output.Columns = Width();
        _output.Append(text);
    }

    /// <summary>Brings the terminal up to date.</summary>
    internal void Draw(string status, Tone tone, LineEditor editor)
    {
        var frame = Begin();
        foreach (var row in _output.TakeWhole()) frame.Append(row).Append("\u001b[0m\u001b[K\r\n");
        var above = 0;
        if (_output.Partial.Length > 0)
        {
            frame.Append(_output.Partial).Append("\u001b[0m\u001b[K\r\n");
            above++;
        }

        frame.Append(Coloured(Cut(Neutral.Line(status)), tone)).Append("\u001b[K\r\n");
        above++;
        var (rows, cursorRow, cursorColumn) = Editor(editor);
        frame.AppendJoin("\u001b[K\r\n", rows).Append("\u001b[K\u001b[J");
        if (rows.Count - 1 - cursorRow is > 0 and var up) frame.Append(CultureInfo.InvariantCulture, $"\u001b[{up}A");
        frame.Append('\r');
        if (cursorColumn > 0) frame.Append(CultureInfo.InvariantCulture, $"\u001b[{cursorColumn}C");
        _cursorRow = above + cursorRow;
        write(frame.Append("\u001b[?25h\u001b[?2026l").ToString());
    }

    /// <summary>Takes status and line away, leaves the conversation, and puts the terminal back, also what .NET sets of it (cursor keys and keypad).</summary>
    internal void Close()
    {
        var frame = Begin();
        foreach (var row in _output.TakeWhole()) frame.Append(row).Append("\u001b[0m\u001b[K\r\n");
        if (_output.Partial.Length > 0) frame.Append(_output.Partial).Append("\u001b[0m\u001b[K\r\n");
        write(frame.Append("\u001b[J\u001b[?25h\u001b[?2026l\u001b[?2004l\u001b[?7h\u001b[?1l\u001b>").ToString());
    }

    // Synchronised output (?2026) is passed over by terminals that do not know it.
    private StringBuilder Begin()
    {
        var frame = new StringBuilder("\u001b[?2026h\u001b[?25l\r");
        if (_cursorRow > 0) frame.Append(CultureInfo.InvariantCulture, $"\u001b[{_cursorRow}A");
        _cursorRow = 0;
        return frame;
    }

    // One column stays free: in the last one a terminal's cursor stands on the character, which erasing the rest of the row would take away.
    private int Width() => Math.Max(size().Columns - 1, 10);

    private string Coloured(string text, Tone tone) => colours && tone != Tone.Plain ? Terminal.CodeOf(tone) + text + "\u001b[0m" : text;

    private string Cut(string text)
    {
        var wrapper = new RowWrapper { Columns = Width() };
        wrapper.Append(text);
        return wrapper.TakeWhole() is [var first, ..] ? first : wrapper.Partial;
    }

    private (IReadOnlyList<string> Rows, int CursorRow, int CursorColumn) Editor(LineEditor editor)
    {
        var rows = new List<StringBuilder> { new(Prompt) };
        var column = Prompt.Length;
        var cursor = (Row: 0, Column: column);
        for (var i = 0; i <= editor.Text.Length;)
        {
            if (i == editor.Cursor) cursor = (rows.Count - 1, column);
            if (i == editor.Text.Length) break;
            if (!Rune.TryGetRuneAt(editor.Text, i, out var rune)) rune = Rune.ReplacementChar;
            i += char.IsHighSurrogate(editor.Text[i]) && rune != Rune.ReplacementChar ? 2 : 1;
            var shown = rune.Value == '\n' ? "↵" : Neutral.Line(rune.ToString());
            foreach (var part in shown.EnumerateRunes())
            {
                if (column + Cells.Of(part) > Width())
                {
                    rows.Add(new StringBuilder("  "));
                    column = 2;
                }

                rows[^1].Append(part.ToString());
                column += Cells.Of(part);
            }
        }

        // A long text shows the rows around the cursor.
        var most = Math.Clamp(size().Rows - 4, 1, EditorRowsMax);
        var first = Math.Clamp(cursor.Row - most + 1, 0, Math.Max(rows.Count - most, 0));
        return ([.. rows.Skip(first).Take(most).Select(r => r.ToString())], cursor.Row - first, cursor.Column);
    }
}
