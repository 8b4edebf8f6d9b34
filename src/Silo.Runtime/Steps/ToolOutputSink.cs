using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Runtime.Feeds;

namespace Silo.Runtime.Steps;

/// <summary>Puts a running tool's output into the stream, up to the bound of a message.</summary>
internal sealed class ToolOutputSink(LiveFeed feed, OpenMessage message) : IToolOutput
{
    private volatile bool _isFull;

    public void Append(ReadOnlySpan<char> text)
    {
        if (_isFull) return;
        try
        {
            feed.Write(message, text, static (m, t) => m.Append(t));
        }
        catch (MessageTooLargeException)
        {
            _isFull = true;
            // The stream shows the beginning; the result holds what the tool makes of all of it.
        }
    }
}
