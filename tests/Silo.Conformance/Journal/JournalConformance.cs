using System.Diagnostics;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Xunit;

namespace Silo.Conformance.Journal;

/// <summary>What every journal must do. A provider derives from it, gives a fresh store to each test, and lets it be opened again.</summary>
public abstract partial class JournalConformance : IAsyncLifetime
{
    private readonly List<IJournal> _opened = [];

    protected SettableTime Time { get; } = new(TestIds.Epoch);

    protected TestIds Ids { get; } = new();

    protected IJournal Journal { get; private set; } = null!;

    /// <summary>Opens the store of this test; called again, it opens it beside the first.</summary>
    protected abstract Task<IJournal> OpenStoreAsync();

    /// <summary>How to start this test's executable so that it runs <see cref="JournalProcess"/> on the store of this test.</summary>
    protected abstract ProcessStartInfo ChildOnStore();

    public async ValueTask InitializeAsync() => Journal = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var journal in _opened)
            if (journal is IAsyncDisposable disposable) await disposable.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected async Task<IJournal> OpenAsync()
    {
        var journal = await OpenStoreAsync();
        _opened.Add(journal);
        return journal;
    }

    protected SessionKey NewKey(TenantId? tenant = null) => new(tenant ?? TenantId.Default, Ids.Session());

    /// <summary>Creates a session and takes its fence.</summary>
    protected async Task<TestSession> NewSessionAsync(
        TenantId? tenant = null, string agent = "demo", string node = "node-a", IReadOnlyDictionary<string, string>? labels = null)
    {
        var session = new TestSession(Journal, NewKey(tenant));
        await Journal.CreateAsync(TestSession.Row(session.Key, agent, labels), TestSession.Event(1, "created", "session.created"), key: null, default);
        await session.FenceAsync(node);
        return session;
    }

    protected TurnTicket NewTicket(TestSession session, TurnState state = TurnState.Queued) => new()
    {
        Key = session.Key,
        Turn = Ids.Turn(),
        State = state,
        QueuedAt = TestIds.Epoch.AddTicks(7),
        QueuedSequence = session.Head + 1,
    };

    protected ApprovalRow NewApproval(TestSession session) => new()
    {
        Key = session.Key,
        Approval = Ids.Approval(),
        Turn = Ids.Turn(),
        Reason = "question",
        Title = "May I?",
        RequestedAt = TestIds.Epoch,
        RequestedSequence = session.Head + 1,
    };

    protected IdempotencyKey NewIdempotencyKey(string key = "key-1", string result = "ses_result", string route = "POST /v1/sessions") =>
        new(route, key, new string('a', 64), result, Time.GetUtcNow().AddHours(24));

    protected async Task<IReadOnlyList<StoredEvent>> ReadAllAsync(SessionKey key)
    {
        var all = new List<StoredEvent>();
        while (await Journal.ReadAsync(key, all.Count, 100, default) is { Events.Count: > 0 } page) all.AddRange(page.Events);
        return all;
    }
}
