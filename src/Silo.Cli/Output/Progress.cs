using System.Globalization;

namespace Silo.Cli.Output;

/// <summary>One line on the error output about work that takes long, written over and over, and gone at the end. On a terminal only.</summary>
internal sealed class Progress(Terminal terminal, TimeProvider time, string what) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private long _shownAt;
    private long _last;
    private bool _isShown;

    /// <summary>Says how far it is. Cheap: a line is written five times a second at most, and not at all where nobody looks.</summary>
    /// <param name="done">What is done.</param>
    /// <param name="total">All there is; null when that is not known.</param>
    internal void Report(long done, long? total = null)
    {
        _last = done;
        if (!terminal.ShowsProgress || (_isShown && time.GetElapsedTime(_shownAt) < Interval)) return;
        _shownAt = time.GetTimestamp();
        _isShown = true;
        var of = total is { } all && all > 0 ? string.Create(CultureInfo.InvariantCulture, $" of {all:N0} ({Math.Clamp(100 * _last / all, 0, 100)} %)") : string.Empty;
        terminal.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{_last:N0}{of} {what}\u001b[K"));
        terminal.Error.Flush();
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        if (!_isShown) return;
        _isShown = false;
        terminal.Error.Write("\r\u001b[K");
        terminal.Error.Flush();
    }
}
