using System.Diagnostics;
using Silo.Abstractions.Events;
using Silo.Abstractions.Turns;
using Silo.Runtime.Sessions.Decisions;

namespace Silo.Runtime.Telemetry;

/// <summary>One attempt of a model call.</summary>
internal sealed class ModelCallMeasure : IDisposable
{
    private const string Chat = "chat";

    private readonly SessionTelemetry _telemetry;
    private readonly Activity? _span;
    private readonly string _provider;
    private readonly string _model;
    private readonly long _began;
    private bool _hasBegunToSpeak;
    private string? _error;

    internal ModelCallMeasure(SessionTelemetry telemetry, TurnMeasure turn, SessionState state, StepRecord step, MessageRequest? request)
    {
        _telemetry = telemetry;
        _provider = telemetry.Models.Of(request?.Provider ?? "unknown");
        _model = telemetry.Models.Of(request?.Model ?? step.Name);
        _began = telemetry.Now;
        _span = telemetry.Begin(turn, $"{Chat} {request?.Model ?? step.Name}", ActivityKind.Client)?
            .SetTag(TelemetryNames.Operation, Chat)
            .SetTag(TelemetryNames.Provider, request?.Provider)
            .SetTag(TelemetryNames.RequestModel, request?.Model)
            .SetTag(TelemetryNames.Agent, state.Agent.Name)
            .SetTag(TelemetryNames.Conversation, state.Key.Session.Value)
            .SetTag(TelemetryNames.Step, step.Sequence)
            .SetTag(TelemetryNames.Attempt, step.Attempt);
    }

    /// <summary>The model says something; the first time counts.</summary>
    internal void Speaks()
    {
        if (_hasBegunToSpeak) return;
        _hasBegunToSpeak = true;
        var seconds = _telemetry.SecondsSince(_began);
        _span?.SetTag(TelemetryNames.FirstChunk, seconds);
        _telemetry.ModelFirstChunk.Record(seconds, Tag(TelemetryNames.Operation, Chat), Tag(TelemetryNames.Provider, _provider), Tag(TelemetryNames.RequestModel, _model));
    }

    internal void Completed(MessageResult result)
    {
        _span?.SetTag(TelemetryNames.ResponseModel, result.Model).SetTag(TelemetryNames.FinishReasons, new[] { result.StopReason });
        Use(result.Usage);
    }

    /// <summary>It failed, or was cancelled, with a code of ours.</summary>
    internal void Failed(string code, Usage? usage = null)
    {
        _error = code;
        _span?.SetTag(TelemetryNames.ErrorType, code).SetStatus(ActivityStatusCode.Error);
        if (usage is not null) Use(usage);
    }

    public void Dispose()
    {
        _telemetry.ModelDuration.Record(
            _telemetry.SecondsSince(_began),
            new TagList { Tag(TelemetryNames.Operation, Chat), Tag(TelemetryNames.Provider, _provider), Tag(TelemetryNames.RequestModel, _model), Tag(TelemetryNames.ErrorType, _error is null ? null : _telemetry.ErrorCodes.Of(_error)) });
        _span?.Dispose();
    }

    private static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);

    private void Use(Usage usage)
    {
        if (_span is not null) UsageTags.Set(_span, usage);
        Count("input", UsageTags.InputOf(usage));
        Count("output", usage.OutputTokens);
    }

    private void Count(string type, long tokens) => _telemetry.ModelTokens.Record(
        tokens, new TagList { Tag(TelemetryNames.Operation, Chat), Tag(TelemetryNames.Provider, _provider), Tag(TelemetryNames.RequestModel, _model), Tag(TelemetryNames.TokenType, type) });
}
