using System.Diagnostics;
using System.Text.Json;
using Silo.Abstractions.Events;

namespace Silo.Runtime.Telemetry;

/// <summary>One turn in one activation, from its start to its end here.</summary>
internal sealed class TurnMeasure(SessionTelemetry telemetry, Activity? span, string agent)
{
    // What a turn is said to have ended with that goes on in another activation.
    private const string LaidDown = "laid_down";

    private readonly long _began = telemetry.Now;

    /// <summary>Its span; null when it is not recorded.</summary>
    internal Activity? Span => span;

    /// <summary>The turn is over, by what is recorded; or it goes on elsewhere, where the reason is null.</summary>
    internal void End(StopReason? reason, string? error, Usage usage)
    {
        var said = reason is { } known ? JsonNamingPolicy.SnakeCaseLower.ConvertName(known.ToString()) : LaidDown;
        telemetry.TurnsRunning.Add(-1);
        telemetry.TurnDuration.Record(
            telemetry.SecondsSince(_began),
            new KeyValuePair<string, object?>(TelemetryNames.Operation, "invoke_agent"),
            new KeyValuePair<string, object?>(TelemetryNames.Agent, agent),
            new KeyValuePair<string, object?>(TelemetryNames.StopReason, said));
        if (span is null) return;
        span.SetTag(TelemetryNames.StopReason, said);
        UsageTags.Set(span, usage);
        if (error is not null) span.SetTag(TelemetryNames.ErrorType, error);
        if (reason is StopReason.Failed) span.SetStatus(ActivityStatusCode.Error);
        span.Dispose();
    }
}
