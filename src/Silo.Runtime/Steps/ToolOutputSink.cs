using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Runtime.Feeds;

namespace Silo.Runtime.Steps;

/// <summary>Puts a running tool's output into the stream, up to the bound of a message.</summary>
internal sealed class ToolOutputSink(LiveFeed feed, OpenMessage message) : IToolOutput
{
    private volatile bool _isClosed;

    /// <summary>Whether the bound was reached, so that the stream holds the beginning only.</summary>
    internal bool IsFull { get; private set; }

    public void Append(ReadOnlySpan<char> text)
    {
        if (_isClosed) return;
        try
        {
            feed.Write(message, text, static (m, t) => m.Append(t));
        }
        catch (MessageTooLargeException)
        {
            IsFull = true;
            _isClosed = true;
            // The stream shows the beginning; the result holds what the tool makes of all of it.
        }
    }

    /// <summary>Takes no more.</summary>
    internal void Close() => _isClosed = true;

    /// <summary>Everything that was taken, as UTF-8.</summary>
    internal byte[] ReadAll() => feed.Read(message, m => m.Blocks[0].ReadAll());
}
