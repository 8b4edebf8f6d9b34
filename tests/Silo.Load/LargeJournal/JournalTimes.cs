using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Load.Running;
using Silo.Storage.Postgres;

namespace Silo.Load.LargeJournal;

/// <summary>How long a journal takes for what people wait for: a page of sessions, the whole of one session, one more event in one.</summary>
internal sealed class JournalTimes(PostgresJournal journal, int sessions, int eventsEach, int seed)
{
    private const int PageSessions = 50;
    private static readonly Owner Owner = new("node-0", "start-load");

    private readonly Random _random = new(seed);
    private readonly Dictionary<SessionKey, (long Epoch, long Head)> _fenced = [];
    private readonly List<double> _page = [];
    private readonly List<double> _replay = [];
    private readonly List<double> _append = [];

    /// <summary>Milliseconds, medians and 99th percentiles.</summary>
    internal IReadOnlyDictionary<string, double> Figures() => new Dictionary<string, double>
    {
        ["page_p50_ms"] = At(_page, 0.5),
        ["replay_p50_ms"] = At(_replay, 0.5),
        ["append_p50_ms"] = At(_append, 0.5),
        ["page_p99_ms"] = At(_page, 0.99),
        ["replay_p99_ms"] = At(_replay, 0.99),
        ["append_p99_ms"] = At(_append, 0.99),
    };

    /// <summary>Forgets what was measured: the first rounds warm up caches and plans.</summary>
    internal void Forget()
    {
        _page.Clear();
        _replay.Clear();
        _append.Clear();
    }

    /// <summary>One of each, of sessions by chance.</summary>
    internal async Task RoundAsync(CancellationToken cancellationToken)
    {
        var before = JournalFiller.Key(_random.Next(Math.Min(sessions, PageSessions), sessions) + 1).Session;
        await TimeAsync(_page, () => journal.ListAsync(new SessionQuery { Tenant = TenantId.Default, Limit = PageSessions, Before = before }, cancellationToken));

        var replayed = JournalFiller.Key(_random.Next(sessions) + 1);
        var page = await TimeAsync(_replay, () => journal.ReadAsync(replayed, 0, 1024, cancellationToken));
        if (page is null || page.Events.Count < Math.Min(eventsEach, 1024)) throw new InvalidOperationException($"Session {replayed} has {page?.Events.Count} events, not {eventsEach}.");

        var written = JournalFiller.Key(_random.Next(sessions) + 1);
        if (!_fenced.TryGetValue(written, out var at))
        {
            var taken = (FenceResult.Taken)await journal.FenceAsync(written, Owner, cancellationToken);
            at = (taken.Epoch, taken.Row.Head);
        }

        var commit = new Commit { Key = written, Epoch = at.Epoch, Head = at.Head, Events = [new StoredEvent(at.Head + 1, "load.happened", new byte[512])] };
        if (await TimeAsync(_append, () => journal.AppendAsync(commit, cancellationToken)) is not AppendResult.Appended) throw new InvalidOperationException($"A commit to {written} was refused.");
        _fenced[written] = (at.Epoch, at.Head + 1);
    }

    private static double At(List<double> values, double share) => Percentiles.At([.. values.Order()], share);

    private static async Task<T> TimeAsync<T>(List<double> times, Func<Task<T>> call)
    {
        var began = TimeProvider.System.GetTimestamp();
        var result = await call();
        times.Add(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
        return result;
    }
}
