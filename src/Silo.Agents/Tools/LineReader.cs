namespace Silo.Agents.Tools;

/// <summary>Reads a text line by line in bounded memory: a line that is too long comes in several parts of the same number.</summary>
internal sealed class LineReader
{
    internal const int LineCharsMax = 32 * 1024;
    private readonly TextReader _reader;
    private readonly char[] _buffer = new char[LineCharsMax];
    private int _start;
    private int _end;
    private bool _atEnd;
    private bool _inLine;

    internal LineReader(TextReader reader) => _reader = reader;

    /// <summary>The number of the line that was read last.</summary>
    internal int Number { get; private set; }

    /// <summary>Reads the next line, or part of one; null at the end. Valid until the next call.</summary>
    internal async ValueTask<ReadOnlyMemory<char>?> ReadAsync(CancellationToken cancellationToken)
    {
        var feed = _buffer.AsSpan(_start, _end - _start).IndexOf('\n');
        while (feed < 0 && !_atEnd && _end - _start < LineCharsMax)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            var count = await _reader.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            _atEnd = count == 0;
            feed = _buffer.AsSpan(_end, count).IndexOf('\n') is var at and >= 0 ? _end + at : -1;
            _end += count;
        }

        if (_start == _end) return null;
        if (!_inLine) Number++;
        _inLine = feed < 0;
        var line = _buffer.AsMemory(_start, feed < 0 ? _end - _start : feed);
        _start += feed < 0 ? line.Length : feed + 1;
        return line;
    }
}
