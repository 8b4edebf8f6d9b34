using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Turns;
using Silo.Runtime.Feeds;
using Silo.Runtime.Telemetry;

namespace Silo.Runtime.Steps;

/// <summary>Puts what a producer makes into the open message; readers have it at once.</summary>
internal sealed class MessageSink(LiveFeed feed, OpenMessage message, IProbe probe, ModelCallMeasure measure) : IMessageSink
{
    /// <summary>Most characters of a call's id, and of a tool's name: far more than any protocol allows.</summary>
    internal const int NameLengthMax = 512;

    public void Open(DeltaKind kind, string? callId = null, string? tool = null)
    {
        if (callId?.Length > NameLengthMax || tool?.Length > NameLengthMax)
            throw new ModelCallException("malformed", $"The model named a tool call with more than {NameLengthMax} characters.", retryable: false);
        feed.Write(message, (kind, callId, tool), static (m, a) => m.Open(a.kind, a.callId, a.tool));
    }

    public void Append(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return;
        measure.Speaks();
        feed.Write(message, text, static (m, t) => m.Append(t));
        probe.Reached(ProbePoint.AfterDelta);
    }

    public void Sign(string? signature, string? redacted = null) =>
        feed.Write(message, (signature, redacted), static (m, a) => m.Sign(a.signature, a.redacted));
}
