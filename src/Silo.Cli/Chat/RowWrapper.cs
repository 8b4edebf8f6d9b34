using System.Text;

namespace Silo.Cli.Chat;

/// <summary>Cuts text into rows of a screen. The text is harmless but for our own colours, which are carried over from row to row.</summary>
internal sealed class RowWrapper
{
    private const int TabColumns = 8;
    private const string Reset = "\u001b[0m";

    // A character may have any number of marks upon it; a row has not.
    private const int CharsPerColumnMax = 8;
    private readonly List<string> _whole = [];
    private readonly StringBuilder _row = new();
    private string _colours = string.Empty;
    private int _column;

    // Behind the row's last space, where it may be cut.
    private (int Length, int Column, string Colours) _cut;

    /// <summary>Most columns of a row; at least 1.</summary>
    internal int Columns { get; set; } = 80;

    /// <summary>The row that is not complete yet; empty when there is none.</summary>
    internal string Partial => _row.ToString();

    /// <summary>Takes the rows that were completed.</summary>
    internal IReadOnlyList<string> TakeWhole()
    {
        string[] rows = [.. _whole];
        _whole.Clear();
        return rows;
    }

    /// <summary>Adds text.</summary>
    internal void Append(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == '\u001b' && text.IndexOf('m', i) is > 0 and var end)
            {
                var colour = text[i..(end + 1)];
                _colours = colour == Reset ? string.Empty : _colours + colour;
                _row.Append(colour);
                i = end + 1;
                continue;
            }

            if (!Rune.TryGetRuneAt(text, i, out var rune)) rune = Rune.ReplacementChar;
            i += rune == Rune.ReplacementChar && text[i] != '\ufffd' ? 1 : rune.Utf16SequenceLength;
            if (rune.Value == '\n') EndRow();
            else if (rune.Value == '\t') Put(" ", Math.Min(TabColumns - (_column % TabColumns), Math.Max(Columns - _column, 1)));
            else Put(rune);
        }
    }

    private void Put(string text, int times)
    {
        for (var i = 0; i < times; i++) Put(new Rune(text[0]));
    }

    private void Put(Rune rune)
    {
        var width = Cells.Of(rune);
        if (_column + width > Columns || _row.Length > Columns * CharsPerColumnMax) Wrap();
        _row.Append(rune.ToString());
        _column += width;
        if (rune.Value == ' ') _cut = (_row.Length, _column, _colours);
    }

    // Between words where that leaves half a row or more, else where the row is full.
    private void Wrap()
    {
        if (_cut.Column < Columns / 2 || _cut.Column > Columns)
        {
            EndRow();
            return;
        }

        var (length, column, colours) = _cut;
        var word = _row.ToString(length, _row.Length - length);
        _row.Length = length;
        var left = _column - column;
        EndRow();
        _row.Clear().Append(colours).Append(word);
        _column = left;
    }

    private void EndRow()
    {
        _whole.Add(_row.ToString());
        _row.Clear().Append(_colours);
        _column = 0;
        _cut = default;
    }
}
