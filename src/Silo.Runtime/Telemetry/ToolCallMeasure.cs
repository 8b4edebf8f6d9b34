using System.Diagnostics;
using System.Text.Json;
using Silo.Abstractions.Tools;
using Silo.Runtime.Sessions.Decisions;

namespace Silo.Runtime.Telemetry;

/// <summary>One attempt of a tool call.</summary>
internal sealed class ToolCallMeasure : IDisposable
{
    private const string Execute = "execute_tool";

    private readonly SessionTelemetry _telemetry;
    private readonly Activity? _span;
    private readonly string _tool;
    private readonly long _began;

    // A call that is laid down with its session records no end.
    private string _status = "laid_down";

    internal ToolCallMeasure(SessionTelemetry telemetry, TurnMeasure turn, SessionState state, StepRecord step)
    {
        _telemetry = telemetry;
        _tool = telemetry.ToolNames.Of(step.Name);
        _began = telemetry.Now;
        _span = telemetry.Begin(turn, $"{Execute} {step.Name}", ActivityKind.Internal)?
            .SetTag(TelemetryNames.Operation, Execute)
            .SetTag(TelemetryNames.Tool, step.Name)
            .SetTag(TelemetryNames.ToolType, "function")
            .SetTag(TelemetryNames.ToolCall, step.CallId)
            .SetTag(TelemetryNames.Conversation, state.Key.Session.Value)
            .SetTag(TelemetryNames.Step, step.Sequence)
            .SetTag(TelemetryNames.Attempt, step.Attempt);
    }

    /// <summary>How the call ended, as it is recorded.</summary>
    internal void Ended(StepEnd end)
    {
        if (end is not StepEnd.Tool tool) return;
        _status = JsonNamingPolicy.SnakeCaseLower.ConvertName(tool.Status.ToString());
        if (tool.Error is { } error) _span?.SetTag(TelemetryNames.ErrorType, error.Code);
        if (tool.Status is not ToolStatus.Ok) _span?.SetStatus(ActivityStatusCode.Error);
    }

    public void Dispose()
    {
        _telemetry.ToolDuration.Record(
            _telemetry.SecondsSince(_began),
            new KeyValuePair<string, object?>(TelemetryNames.Operation, Execute),
            new KeyValuePair<string, object?>(TelemetryNames.Tool, _tool),
            new KeyValuePair<string, object?>(TelemetryNames.ToolStatus, _status));
        _span?.SetTag(TelemetryNames.ToolStatus, _status);
        _span?.Dispose();
    }
}
