using System.Globalization;
using System.Text;

namespace Silo.Host.Tests.Cli;

/// <summary>
/// A terminal as far as <c>silo chat</c> uses one, after ECMA-48 and the private modes of xterm. It knows nothing else: any other sequence or control
/// character is an error, so that a test fails when something that an agent wrote reaches the terminal raw.
/// </summary>
internal sealed class VtScreen
{
    private static readonly string[] Modes = ["?1", "?7", "?25", "?2004", "?2026"];
    private readonly int _columns;
    private readonly int _rows;
    private readonly List<VtCell[]> _scrolled = [];
    private readonly VtCell[][] _grid;
    private readonly StringBuilder _sequence = new();
    private readonly HashSet<string> _modes = ["?7", "?25"];
    private int _row;
    private int _column;
    private string _style = string.Empty;

    public VtScreen(int columns, int rows)
    {
        (_columns, _rows) = (columns, rows);
        _grid = [.. Enumerable.Range(0, rows).Select(_ => Blank())];
    }

    public (int Row, int Column) Cursor => (_row, _column);

    /// <summary>Whether a private mode, such as <c>?25</c>, is set.</summary>
    public bool Has(string mode) => _modes.Contains(mode);

    /// <summary>What is on the screen, row by row.</summary>
    public IReadOnlyList<VtCell[]> Rows => _grid;

    /// <summary>What scrolled away and what is on the screen, without blanks at the ends of rows.</summary>
    public string Text => string.Join('\n', _scrolled.Concat(_grid).Select(Line)).TrimEnd('\n');

    public static string Line(VtCell[] row) => string.Concat(row.Select(c => c.Text)).TrimEnd(' ');

    public void Take(string text)
    {
        foreach (var rune in text.EnumerateRunes()) Take(rune);
    }

    private void Take(Rune rune)
    {
        if (_sequence.Length > 0)
        {
            _sequence.Append(rune.ToString());
            if (_sequence is { Length: 2 } && rune.Value == '[') return;
            if (_sequence is { Length: 2 } && rune.Value is '=' or '>')
            {
                // The keypad's mode, which .NET sets as it first writes to a terminal.
                _sequence.Clear();
                return;
            }

            if (_sequence.Length > 2 && rune.Value is >= 0x20 and <= 0x3f) return;
            Control(_sequence.ToString());
            _sequence.Clear();
            return;
        }

        switch (rune.Value)
        {
            case 0x1b:
                _sequence.Append('\u001b');
                break;
            case '\r':
                _column = 0;
                break;
            case '\n':
                LineFeed();
                break;
            case '\b':
                _column = Math.Max(_column - 1, 0);
                break;
            default:
                if (Rune.IsControl(rune)) throw new InvalidOperationException($"The control character U+{rune.Value:X4} reached the terminal.");
                Put(rune);
                break;
        }
    }

    private void Control(string sequence)
    {
        var parameters = sequence[2..^1];
        var n = int.TryParse(parameters, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : (int?)null;
        switch (sequence[^1])
        {
            case 'A':
                _row = Math.Max(_row - (n ?? 1), 0);
                break;
            case 'C':
                _column = Math.Min(_column + (n ?? 1), _columns - 1);
                break;
            case 'K' when parameters.Length == 0:
                for (var i = _column; i < _columns; i++) _grid[_row][i] = VtCell.Blank;
                break;
            case 'J' when parameters.Length == 0:
                for (var i = _column; i < _columns; i++) _grid[_row][i] = VtCell.Blank;
                for (var i = _row + 1; i < _rows; i++) _grid[i] = Blank();
                break;
            case 'm':
                _style = n is 0 ? string.Empty : _style.Length == 0 ? parameters : $"{_style};{parameters}";
                break;
            case 'h' when Modes.Contains(parameters):
                _modes.Add(parameters);
                break;
            case 'l' when Modes.Contains(parameters):
                _modes.Remove(parameters);
                break;
            default:
                throw new InvalidOperationException($"The sequence ESC{sequence[1..]} reached the terminal.");
        }
    }

    private void Put(Rune rune)
    {
        var width = WidthOf(rune);
        if (width == 0)
        {
            if (_column > 0) _grid[_row][_column - 1] = _grid[_row][_column - 1] with { Text = _grid[_row][_column - 1].Text + rune };
            return;
        }

        if (_column + width > _columns)
        {
            if (Has("?7"))
            {
                _column = 0;
                LineFeed();
            }
            else
            {
                _column = _columns - width;
            }
        }

        _grid[_row][_column] = new VtCell(rune.ToString(), _style);
        if (width == 2) _grid[_row][_column + 1] = new VtCell(string.Empty, _style);
        _column = Math.Min(_column + width, Has("?7") ? _columns : _columns - 1);
    }

    private void LineFeed()
    {
        if (++_row < _rows) return;
        _row = _rows - 1;
        _scrolled.Add(_grid[0]);
        Array.Copy(_grid, 1, _grid, 0, _rows - 1);
        _grid[^1] = Blank();
    }

    private VtCell[] Blank() => [.. Enumerable.Repeat(VtCell.Blank, _columns)];

    private static int WidthOf(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? 0
        : rune.Value is (>= 0x1100 and <= 0x115f) or (>= 0x2e80 and <= 0xa4cf) or (>= 0xac00 and <= 0xd7a3) or (>= 0xff00 and <= 0xff60) or (>= 0x1f300 and <= 0x1faff) ? 2
        : 1;
}
