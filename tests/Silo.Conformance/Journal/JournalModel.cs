using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Xunit;

namespace Silo.Conformance.Journal;

/// <summary>What a journal should hold, kept in dictionaries: the same acts are done to both, and their answers compared.</summary>
internal sealed class JournalModel(IJournal journal, SettableTime time)
{
    private readonly Dictionary<SessionKey, ModelSession> _sessions = [];
    private readonly Dictionary<(TenantId Tenant, string Key), IdempotencyKey> _keys = [];

    internal IReadOnlyCollection<SessionKey> Known => _sessions.Keys;

    internal async Task CreateAsync(SessionKey key, IdempotencyKey? idempotency)
    {
        var first = TestSession.Event(1, $"{key}");
        var result = await journal.CreateAsync(TestSession.Row(key), first, idempotency, default);
        if (idempotency is not null && LiveKey(key.Tenant, idempotency.Key) is { } earlier)
        {
            Assert.Equal(new CreateResult.KeyUsed(earlier), result);
            return;
        }

        Assert.IsType<CreateResult.Created>(result);
        _sessions.Add(key, new ModelSession { Events = { first } });
        if (idempotency is not null) _keys[(key.Tenant, idempotency.Key)] = idempotency;
    }

    internal async Task FenceAsync(SessionKey key, Owner owner)
    {
        var session = _sessions[key];
        var result = await journal.FenceAsync(key, owner, default);
        if (session.IsDeleted)
        {
            Assert.IsType<FenceResult.Gone>(result);
            return;
        }

        var taken = Assert.IsType<FenceResult.Taken>(result);
        Assert.Equal(session.Owner, taken.Previous);
        session.Owner = owner;
        Assert.Equal(++session.Epoch, taken.Epoch);
        Assert.Equal(session.Events.Count, taken.Row.Head);
    }

    /// <summary>Appends with an epoch and a head that may be wrong, a ticket and perhaps a key.</summary>
    internal async Task AppendAsync(SessionKey key, long epochOff, long headOff, int events, TurnTicket? ticket, IdempotencyKey? idempotency, SessionSummary? summary)
    {
        var session = _sessions[key];
        var (epoch, head) = (Math.Max(1, session.Epoch + epochOff), Math.Max(1, session.Events.Count + headOff));
        var commit = new Commit
        {
            Key = key,
            Epoch = epoch,
            Head = head,
            Events = [.. Enumerable.Range(1, events).Select(i => TestSession.Event(head + i, $"{key} {epoch} {head}"))],
            Tickets = ticket is null ? [] : [ticket],
            Keys = idempotency is null ? [] : [idempotency],
            Summary = summary,
        };

        var result = await journal.AppendAsync(commit, default);

        if (session.IsDeleted) Assert.IsType<AppendResult.Gone>(result);
        else if (epoch < session.Epoch) Assert.Equal(new AppendResult.Fenced(session.Epoch, session.Owner), result);
        else if (epoch > session.Epoch || head != session.Events.Count || (idempotency is not null && LiveKey(key.Tenant, idempotency.Key) is not null))
            Assert.Equal(session.Events.Count, Assert.IsType<AppendResult.Conflict>(result).Head);
        else
        {
            Assert.IsType<AppendResult.Appended>(result);
            session.Events.AddRange(commit.Events);
            if (ticket is not null) session.Tickets[ticket.Turn] = ticket;
            if (idempotency is not null) _keys[(key.Tenant, idempotency.Key)] = idempotency;
            if (summary is not null) session.Status = summary.Status;
        }
    }

    internal async Task DeleteAsync(SessionKey key, long epochOff)
    {
        var session = _sessions[key];
        var epoch = session.Epoch + epochOff;
        var result = await journal.DeleteAsync(key, epoch, default);
        if (session.IsDeleted || epochOff == 0) Assert.IsType<AppendResult.Appended>(result);
        else if (epochOff < 0) Assert.Equal(new AppendResult.Fenced(session.Epoch, session.Owner), result);
        else Assert.IsType<AppendResult.Conflict>(result);
        session.IsDeleted |= epochOff == 0;
    }

    /// <summary>Compares everything that can be read.</summary>
    internal async Task CompareAsync()
    {
        foreach (var (key, session) in _sessions)
        {
            var row = await journal.FindAsync(key, default);
            var page = await journal.ReadAsync(key, 0, 1024, default);
            Assert.Equal(session.IsDeleted, row is null);
            Assert.Equal(session.IsDeleted, page is null);
            foreach (var (turn, ticket) in session.Tickets)
                Assert.Equal(session.IsDeleted ? null : ticket, await journal.FindTurnAsync(key.Tenant, turn, default));
            if (row is null) continue;
            Assert.Equal((session.Epoch, session.Events.Count, session.Status), (row.Epoch, (int)row.Head, row.Status));
            Assert.Equal(session.Owner, row.Owner);
            Assert.Equal(session.Events.Select(Bytes), page!.Events.Select(Bytes));
        }

        foreach (var tenant in _sessions.Keys.Select(k => k.Tenant).Distinct())
        {
            var listed = await journal.ListAsync(new SessionQuery { Tenant = tenant, Limit = 200 }, default);
            Assert.Equal(Live(tenant).OrderByDescending(k => k.Session.Value, StringComparer.Ordinal), listed.Select(r => r.Key));
            var running = await journal.ListAsync(new SessionQuery { Tenant = tenant, Limit = 200, Status = SessionStatus.Running }, default);
            Assert.Equal(Live(tenant).Where(k => _sessions[k].Status == SessionStatus.Running).Order(BySession), running.Select(r => r.Key).Order(BySession));
        }

        foreach (var ((tenant, name), key) in _keys) Assert.Equal(LiveKey(tenant, name), await journal.FindKeyAsync(tenant, key.Route, name, default));
    }

    private static readonly Comparer<SessionKey> BySession = Comparer<SessionKey>.Create((a, b) => string.CompareOrdinal(a.Session.Value, b.Session.Value));

    private IEnumerable<SessionKey> Live(TenantId tenant) => _sessions.Where(s => s.Key.Tenant == tenant && !s.Value.IsDeleted).Select(s => s.Key);

    private IdempotencyKey? LiveKey(TenantId tenant, string key) => _keys.GetValueOrDefault((tenant, key)) is { } found && found.ExpiresAt > time.GetUtcNow() ? found : null;

    private static string Bytes(StoredEvent stored) => $"{stored.Sequence} {stored.Kind} {Convert.ToHexString(stored.Utf8.Span)}";

    private sealed class ModelSession
    {
        internal List<StoredEvent> Events { get; } = [];

        internal Dictionary<TurnId, TurnTicket> Tickets { get; } = [];

        internal long Epoch { get; set; }

        internal Owner? Owner { get; set; }

        internal SessionStatus Status { get; set; }

        internal bool IsDeleted { get; set; }
    }
}
