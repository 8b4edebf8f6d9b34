using System.Diagnostics;

namespace Silo.Edge.Telemetry;

/// <summary>Takes the trace that a request is part of (W3C Trace Context), strictly and little of it: a well-formed <c>traceparent</c>, a short <c>tracestate</c>, and no baggage.</summary>
internal sealed class BoundedPropagator : DistributedContextPropagator
{
    /// <summary>Most characters of a <c>tracestate</c>; a longer one is passed over. What the specification asks everybody to carry.</summary>
    public const int StateCharsMax = 512;

    private const string Parent = "traceparent";
    private const string State = "tracestate";
    private const int ParentChars = 55;

    public override IReadOnlyCollection<string> Fields { get; } = [Parent, State];

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        (traceId, traceState) = (null, null);
        if (One(carrier, getter, Parent) is not { Length: ParentChars } parent || !ActivityContext.TryParse(parent, traceState: null, out _)) return;
        traceId = parent;
        traceState = One(carrier, getter, State) is { Length: > 0 and <= StateCharsMax } state && !state.AsSpan().ContainsAnyExceptInRange(' ', '~') ? state : null;
    }

    /// <summary>None: whoever asks puts nothing into this server's traces but where they belong.</summary>
    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;

    /// <summary>Nothing leaves this way.</summary>
    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
    }

    private static string? One(object? carrier, PropagatorGetterCallback? getter, string name)
    {
        if (getter is null) return null;
        getter(carrier, name, out var value, out var values);
        if (value is not null) return value;
        var list = values?.Take(2).ToList();
        return list is [var only] ? only : null;
    }
}
