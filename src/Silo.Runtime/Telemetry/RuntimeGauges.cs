using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Silo.Abstractions.Journal;
using Silo.Runtime.Sessions;

namespace Silo.Runtime.Telemetry;

/// <summary>What is asked for when metrics are read: how many sessions, commands and calls of the journal there are.</summary>
internal sealed class RuntimeGauges : IHostedService
{
    public RuntimeGauges(IMeterFactory meters, LocalSessionHost host, Intake intake, IJournal journal)
    {
        var meter = meters.Create(SessionTelemetry.SourceName);
        meter.CreateObservableUpDownCounter("silo.session.live", () => host.Count, "{session}", "Sessions that live in this process.");
        meter.CreateObservableUpDownCounter("silo.turn.queued", () => host.QueuedTurns, "{turn}", "Turns that wait for another turn of their session.");
        meter.CreateObservableUpDownCounter("silo.command.active", () => intake.Count, "{command}", "Commands under way.");
        meter.CreateObservableUpDownCounter("silo.command.size", () => intake.Bytes, "By", "Bytes in the bodies of commands under way.");
        if (journal is not IJournalLoad load) return;
        meter.CreateObservableUpDownCounter("silo.journal.pending", () => load.Load.Calls, "{call}", "Calls of the journal that wait or are under way.");
        meter.CreateObservableUpDownCounter("silo.journal.pending.size", () => load.Load.Bytes, "By", "Bytes of events that wait for the journal.");
        meter.CreateObservableGauge("silo.journal.silence", () => load.Load.Silence.TotalSeconds, "s", "How long the journal has ended nothing while something waits.");
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
