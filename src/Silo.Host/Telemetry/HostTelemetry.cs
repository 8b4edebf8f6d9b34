using System.Diagnostics.Metrics;
using System.Reflection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Silo.Host.Telemetry;

/// <summary>Sends traces and metrics by OTLP, where somebody wants them. Made before anything that it listens to, and closed after it.</summary>
internal sealed class HostTelemetry : IAsyncDisposable
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string OffVariable = "OTEL_SDK_DISABLED";
    private const string IntervalVariable = "OTEL_METRIC_EXPORT_INTERVAL";

    private static readonly string[] SourceNames = ["Silo.*", "Microsoft.AspNetCore", "Microsoft.AspNetCore.SignalR.Server"];
    private static readonly string[] MeterNames = ["Silo.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly List<ExportWatch> _watches = [];
    private readonly TimeSpan _flushTimeout;
    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    private HostTelemetry(TimeSpan flushTimeout)
    {
        _flushTimeout = flushTimeout;
        Meters = _services.GetRequiredService<IMeterFactory>();
    }

    /// <summary>Makes the meters of all that this host measures.</summary>
    public IMeterFactory Meters { get; }

    /// <summary>Begins to listen, where the settings or the environment name a receiver.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="environment">Reads a variable of the environment. The libraries read those of OpenTelemetry by themselves.</param>
    /// <param name="start">Names this start of this host.</param>
    public static HostTelemetry Open(TelemetrySettings settings, Func<string, string?> environment, string start)
    {
        var telemetry = new HostTelemetry(settings.FlushTimeout);
        if (string.Equals(environment(OffVariable), "true", StringComparison.OrdinalIgnoreCase)) return telemetry;
        if (settings.Traces && IsWanted(settings, environment, "TRACES")) telemetry.SendTraces(settings, start);
        if (settings.Metrics && IsWanted(settings, environment, "METRICS")) telemetry.SendMetrics(settings, environment(IntervalVariable) is { Length: > 0 }, start);
        return telemetry;
    }

    /// <summary>Where it says what cannot be sent.</summary>
    public void LogTo(ILogger log)
    {
        foreach (var watch in _watches) watch.LogTo(log);
    }

    /// <summary>Sends what is left, for no longer than the settings allow, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        var atMost = (int)_flushTimeout.TotalMilliseconds;
        await Task.WhenAll(Task.Run(() => _traces?.Shutdown(atMost)), Task.Run(() => _metrics?.Shutdown(atMost)));
        _traces?.Dispose();
        _metrics?.Dispose();
        await _services.DisposeAsync();
    }

    private static bool IsWanted(TelemetrySettings settings, Func<string, string?> environment, string signal) =>
        settings.Endpoint is not null || environment(EndpointVariable) is { Length: > 0 } || environment($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT") is { Length: > 0 };

    // What the environment says comes last, and so wins.
    private static ResourceBuilder Resource(string start) => ResourceBuilder.CreateEmpty()
        .AddTelemetrySdk()
        .AddService("silo", serviceVersion: Version, autoGenerateServiceInstanceId: false, serviceInstanceId: start)
        .AddEnvironmentVariableDetector();

    private static string? Version => typeof(HostTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    private void SendTraces(TelemetrySettings settings, string start) => _traces = Sdk.CreateTracerProviderBuilder()
        .SetResourceBuilder(Resource(start))
        .AddSource(SourceNames)
        .AddOtlpExporter(exporter => Configure(exporter, settings, "v1/traces"))
        .Build();

    private void SendMetrics(TelemetrySettings settings, bool hasInterval, string start) => _metrics = Sdk.CreateMeterProviderBuilder()
        .SetResourceBuilder(Resource(start))
        .AddMeter(MeterNames)
        .AddOtlpExporter((exporter, reader) =>
        {
            Configure(exporter, settings, "v1/metrics");
            if (!hasInterval) reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)settings.Interval.TotalMilliseconds;
        })
        .Build();

    private void Configure(OtlpExporterOptions exporter, TelemetrySettings settings, string path)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        if (settings.Endpoint is { } to) exporter.Endpoint = new Uri(to.AbsoluteUri.TrimEnd('/') + "/" + path);
        var timeout = TimeSpan.FromMilliseconds(exporter.TimeoutMilliseconds);
        exporter.HttpClientFactory = () =>
        {
            var watch = new ExportWatch();
            _watches.Add(watch);
            return new HttpClient(watch) { Timeout = timeout };
        };
    }
}
