namespace Silo.Host.Telemetry;

/// <summary>Where traces and metrics go. Off where neither these settings nor OpenTelemetry's own variables name a receiver.</summary>
internal sealed class TelemetrySettings
{
    /// <summary>The receiver's base address, for OTLP over HTTP; null for what <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>Whether traces are sent.</summary>
    public bool Traces { get; set; } = true;

    /// <summary>Whether metrics are sent.</summary>
    public bool Metrics { get; set; } = true;

    /// <summary>How often metrics are read and sent, where <c>OTEL_METRIC_EXPORT_INTERVAL</c> says nothing.</summary>
    /// <value>Default 1 minute, 1 second to 1 hour.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the stop waits for what has not been sent.</summary>
    /// <value>Default 5 seconds, 1 second to 1 minute.</value>
    public TimeSpan FlushTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Checks the settings.</summary>
    /// <returns>Every error, each naming the setting, its value and its range; empty when all is well.</returns>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        if (Interval < TimeSpan.FromSeconds(1) || Interval > TimeSpan.FromHours(1)) errors.Add($"Telemetry:{nameof(Interval)} is {Interval}; allowed: 00:00:01 to 01:00:00.");
        if (FlushTimeout < TimeSpan.FromSeconds(1) || FlushTimeout > TimeSpan.FromMinutes(1)) errors.Add($"Telemetry:{nameof(FlushTimeout)} is {FlushTimeout}; allowed: 00:00:01 to 00:01:00.");
        return errors;
    }
}
