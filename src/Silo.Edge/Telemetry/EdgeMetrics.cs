using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Silo.Edge.Http.Events;
using Silo.Edge.Http.Guards;
using Silo.Edge.SignalR;
using Silo.Runtime.Telemetry;

namespace Silo.Edge.Telemetry;

/// <summary>What the edge counts beside what the server itself does.</summary>
internal sealed class EdgeMetrics : IHostedService
{
    /// <summary>The name of its meter.</summary>
    public const string MeterName = "Silo.Edge";

    private readonly Counter<long> _problems;
    private readonly BoundedNames _codes = new();

    public EdgeMetrics(IMeterFactory meters, StreamSlots streams, HubConnections hub, ConnectionGate gate)
    {
        var meter = meters.Create(MeterName);
        _problems = meter.CreateCounter<long>("silo.http.problem", "{problem}", "Problem documents that were answered.");
        meter.CreateObservableUpDownCounter("silo.stream.open", () => streams.Taken, "{stream}", "Event streams and waits that are open, those of the hub included.");
        meter.CreateObservableUpDownCounter("silo.hub.connection.open", () => hub.Open, "{connection}", "Connections to the hub that are open.");
        meter.CreateObservableUpDownCounter("silo.connection.open", () => gate.Open, "{connection}", "Connections that are open.");
        meter.CreateObservableCounter("silo.connection.refused", () => gate.Refused, "{connection}", "Connections that were refused because as many were open as may be.");
    }

    /// <summary>A problem was answered.</summary>
    public void Answered(string code)
    {
        if (_problems.Enabled) _problems.Add(1, new KeyValuePair<string, object?>("silo.problem.code", _codes.Of(code)));
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
