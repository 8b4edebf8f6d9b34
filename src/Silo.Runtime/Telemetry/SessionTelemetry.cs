using System.Diagnostics;
using System.Diagnostics.Metrics;
using Silo.Abstractions.Turns;
using Silo.Runtime.Sessions.Decisions;

namespace Silo.Runtime.Telemetry;

/// <summary>Traces and measures turns, model calls and tool calls. While nobody listens it costs a few comparisons each.</summary>
internal sealed class SessionTelemetry : IDisposable
{
    /// <summary>The name of its spans' source and of its meter.</summary>
    internal const string SourceName = "Silo.Runtime";

    // Seconds; those of the conventions for model calls.
    private static readonly InstrumentAdvice<double> Durations = new() { HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 300, 1800] };
    private static readonly InstrumentAdvice<long> Tokens = new() { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864] };

    private readonly ActivitySource _source = new(SourceName);
    private readonly TimeProvider _time;

    internal SessionTelemetry(Meter meter, TimeProvider time)
    {
        _time = time;
        TurnsRunning = meter.CreateUpDownCounter<long>("silo.turn.running", "{turn}", "Turns that run.");
        TurnQueueDuration = meter.CreateHistogram("silo.turn.queue.duration", "s", "How long a turn waited before it began.", tags: null, Durations);
        TurnDuration = meter.CreateHistogram("gen_ai.invoke_agent.duration", "s", "How long a turn took from its start, in this activation, to its end.", tags: null, Durations);
        ModelDuration = meter.CreateHistogram("gen_ai.client.operation.duration", "s", "How long one attempt of a model call took.", tags: null, Durations);
        ModelFirstChunk = meter.CreateHistogram("gen_ai.client.operation.time_to_first_chunk", "s", "How long a model call took to say its first piece.", tags: null, Durations);
        ModelTokens = meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Tokens that one attempt of a model call read and wrote.", tags: null, Tokens);
        ToolDuration = meter.CreateHistogram("gen_ai.execute_tool.duration", "s", "How long a tool call took.", tags: null, Durations);
        Sandboxes = meter.CreateUpDownCounter<long>("silo.sandbox.live", "{sandbox}", "Sandboxes that there are.");
    }

    internal UpDownCounter<long> TurnsRunning { get; }

    internal Histogram<double> TurnQueueDuration { get; }

    internal Histogram<double> TurnDuration { get; }

    internal Histogram<double> ModelDuration { get; }

    internal Histogram<double> ModelFirstChunk { get; }

    internal Histogram<long> ModelTokens { get; }

    internal Histogram<double> ToolDuration { get; }

    internal UpDownCounter<long> Sandboxes { get; }

    internal BoundedNames Agents { get; } = new();

    internal BoundedNames Models { get; } = new();

    internal BoundedNames ToolNames { get; } = new();

    internal BoundedNames ErrorCodes { get; } = new();

    /// <summary>The trace of whoever asks right now, as W3C's traceparent; null when it is not recorded.</summary>
    internal string? CurrentTrace => _source.HasListeners() && Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } current ? current.Id : null;

    internal long Now => _time.GetTimestamp();

    internal double SecondsSince(long began) => _time.GetElapsedTime(began).TotalSeconds;

    /// <summary>A turn's program begins in this activation.</summary>
    /// <param name="state">The session's state.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="wasQueuedHere">Whether this activation took its prompt: then the turn is a child of the request's span. Else that span is of another process, perhaps of long ago, and is linked to.</param>
    internal TurnMeasure BeginTurn(SessionState state, RunningTurn turn, bool wasQueuedHere)
    {
        var agent = Agents.Of(state.Agent.Name);
        TurnsRunning.Add(1);
        if (turn.Steps.IsEmpty) TurnQueueDuration.Record(Math.Max(0, (turn.StartedAt - turn.Queued.QueuedAt).TotalSeconds), new KeyValuePair<string, object?>(TelemetryNames.Agent, agent));
        return new TurnMeasure(this, BeginTurnSpan(state, turn, wasQueuedHere), agent);
    }

    /// <summary>A span within a turn's; null when that is not recorded.</summary>
    internal Activity? Begin(TurnMeasure turn, string name, ActivityKind kind) =>
        turn.Span is { } parent ? _source.StartActivity(name, kind, parent.Context) : null;

    /// <summary>An attempt of a model call begins.</summary>
    internal ModelCallMeasure BeginModelCall(TurnMeasure turn, SessionState state, StepRecord step, MessageRequest? request) =>
        new(this, turn, state, step, request);

    /// <summary>An attempt of a tool call begins.</summary>
    internal ToolCallMeasure BeginTool(TurnMeasure turn, SessionState state, StepRecord step) => new(this, turn, state, step);

    public void Dispose() => _source.Dispose();

    private Activity? BeginTurnSpan(SessionState state, RunningTurn turn, bool wasQueuedHere)
    {
        if (!_source.HasListeners()) return null;
        // A span without a parent of its own would take whatever is current here for one.
        var outer = Activity.Current;
        Activity.Current = null;
        try
        {
            var isTraced = ActivityContext.TryParse(turn.Queued.Trace, traceState: null, isRemote: true, out var asked);
            var span = _source.StartActivity(
                "invoke_agent " + state.Agent.Name,
                ActivityKind.Internal,
                isTraced && wasQueuedHere ? asked : default,
                tags: null,
                isTraced && !wasQueuedHere ? [new ActivityLink(asked)] : null);
            return span?.SetTag(TelemetryNames.Operation, "invoke_agent")
                .SetTag(TelemetryNames.Agent, state.Agent.Name)
                .SetTag(TelemetryNames.AgentVersion, state.Agent.Version)
                .SetTag(TelemetryNames.Conversation, state.Key.Session.Value)
                .SetTag(TelemetryNames.Tenant, state.Key.Tenant.Value)
                .SetTag(TelemetryNames.Turn, turn.Turn.Value);
        }
        finally
        {
            Activity.Current = outer;
        }
    }
}
