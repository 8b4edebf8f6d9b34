using System.Globalization;

namespace Silo.Cli.Chat;

/// <summary>The line that a person writes. No I/O.</summary>
internal sealed class LineEditor
{
    /// <summary>Longest text, in characters. The server takes 200 KiB, which this is also when each has 4 bytes.</summary>
    internal const int LengthMax = 50_000;

    private const int HistoryMax = 100;
    private readonly List<string> _history = [];
    private int _at;
    private string _draft = string.Empty;

    /// <summary>What was written.</summary>
    internal string Text { get; private set; } = string.Empty;

    /// <summary>Where the next character goes: an index into the text.</summary>
    internal int Cursor { get; private set; }

    /// <summary>Takes the text and begins anew.</summary>
    internal string Take()
    {
        var text = Text;
        if (text.Length > 0 && (_history.Count == 0 || _history[^1] != text)) _history.Add(text);
        if (_history.Count > HistoryMax) _history.RemoveAt(0);
        Set(string.Empty);
        _at = _history.Count;
        return text;
    }

    /// <summary>Puts another text there, with the cursor at its end.</summary>
    internal void Set(string text)
    {
        Text = text;
        Cursor = text.Length;
    }

    /// <summary>Does what a key says. Keys that are not for the editor do nothing.</summary>
    internal void Apply(Key key)
    {
        switch (key.Kind)
        {
            case KeyKind.Text:
                Insert(key.Text);
                break;
            case KeyKind.NewLine:
                Insert("\n");
                break;
            case KeyKind.Backspace:
                Cut(Before(), Cursor);
                break;
            case KeyKind.Delete:
                Cut(Cursor, After());
                break;
            case KeyKind.DeleteWord:
                Cut(WordBefore(), Cursor);
                break;
            case KeyKind.DeleteToStart:
                Cut(0, Cursor);
                break;
            case KeyKind.DeleteToEnd:
                Cut(Cursor, Text.Length);
                break;
            case KeyKind.Left:
                Cursor = Before();
                break;
            case KeyKind.Right:
                Cursor = After();
                break;
            case KeyKind.WordLeft:
                Cursor = WordBefore();
                break;
            case KeyKind.WordRight:
                while (Cursor < Text.Length && char.IsWhiteSpace(Text[Cursor])) Cursor++;
                while (Cursor < Text.Length && !char.IsWhiteSpace(Text[Cursor])) Cursor++;
                break;
            case KeyKind.Home:
                Cursor = 0;
                break;
            case KeyKind.End:
                Cursor = Text.Length;
                break;
            case KeyKind.Up:
                Recall(_at - 1);
                break;
            case KeyKind.Down:
                Recall(_at + 1);
                break;
            default:
                break;
        }
    }

    private void Insert(string text)
    {
        text = text.Length <= LengthMax - Text.Length ? text : text[..(LengthMax - Text.Length)];
        if (text.Length > 0 && char.IsHighSurrogate(text[^1])) text = text[..^1];
        Text = Text.Insert(Cursor, text);
        Cursor += text.Length;
    }

    private void Cut(int from, int to)
    {
        Text = Text.Remove(from, to - from);
        Cursor = from;
    }

    private int Before()
    {
        var previous = 0;
        for (var i = 0; i < Cursor; i += StringInfo.GetNextTextElementLength(Text, i)) previous = i;
        return previous;
    }

    private int After() => Cursor < Text.Length ? Cursor + StringInfo.GetNextTextElementLength(Text, Cursor) : Cursor;

    private int WordBefore()
    {
        var i = Cursor;
        while (i > 0 && char.IsWhiteSpace(Text[i - 1])) i--;
        while (i > 0 && !char.IsWhiteSpace(Text[i - 1])) i--;
        return i;
    }

    private void Recall(int at)
    {
        if (at < 0 || at > _history.Count) return;
        if (_at == _history.Count) _draft = Text;
        _at = at;
        Set(at == _history.Count ? _draft : _history[at]);
    }
}
