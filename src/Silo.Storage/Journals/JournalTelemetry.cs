using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Silo.Storage.Journals;

/// <summary>Traces and measures a journal's commits. While nobody listens it costs a few comparisons.</summary>
public sealed class JournalTelemetry : IDisposable
{
    /// <summary>The name of its spans' source and of its meter.</summary>
    public const string SourceName = "Silo.Storage";

    private const string Operation = "db.operation.name";
    private const string Append = "append";

    private static readonly InstrumentAdvice<double> Durations = new() { HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10] };
    private static readonly InstrumentAdvice<long> Sizes = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] };

    private readonly ActivitySource _source = new(SourceName);
    private readonly Histogram<double> _duration;
    private readonly Histogram<long> _batch;
    private readonly KeyValuePair<string, object?> _system;

    /// <summary>Makes its instruments.</summary>
    /// <param name="meters">Makes its meter.</param>
    /// <param name="system">The store, as OpenTelemetry names it: <c>sqlite</c> or <c>postgresql</c>.</param>
    public JournalTelemetry(IMeterFactory meters, string system)
    {
        var meter = meters.Create(SourceName);
        _system = new KeyValuePair<string, object?>("db.system.name", system);
        _duration = meter.CreateHistogram("db.client.operation.duration", "s", "How long one transaction of the journal took, to stable storage.", tags: null, Durations);
        _batch = meter.CreateHistogram("silo.journal.batch.size", "{write}", "Writes of all sessions that shared one transaction.", tags: null, Sizes);
    }

    /// <inheritdoc />
    public void Dispose() => _source.Dispose();

    /// <summary>When a transaction begins; null while nobody wants to know.</summary>
    internal long? Begin(TimeProvider time) => _duration.Enabled || _batch.Enabled ? time.GetTimestamp() : null;

    /// <summary>The transaction that began then has been committed.</summary>
    internal void Committed(long? began, TimeProvider time, int writes)
    {
        if (began is not { } at) return;
        _duration.Record(time.GetElapsedTime(at).TotalSeconds, _system, new KeyValuePair<string, object?>(Operation, "commit"));
        _batch.Record(writes, _system);
    }

    /// <summary>Traces a write, as part of what it is done for; what is done for nothing that is traced has no span.</summary>
    internal Task<T> TraceAsync<T>(int events, Func<Task<T>> write) =>
        Activity.Current is { Recorded: true } && _source.HasListeners() ? SpanAsync(events, write) : write();

    private async Task<T> SpanAsync<T>(int events, Func<Task<T>> write)
    {
        using var span = _source.StartActivity(Append, ActivityKind.Client)?
            .SetTag(_system.Key, _system.Value)
            .SetTag(Operation, Append)
            .SetTag("db.operation.batch.size", events);
        try
        {
            return await write();
        }
        catch (Exception e)
        {
            span?.SetTag("error.type", e.GetType().Name).SetStatus(ActivityStatusCode.Error);
            throw;
        }
    }
}
