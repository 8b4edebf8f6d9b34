using Silo.Abstractions.Archives;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Xunit;

namespace Silo.Conformance.Journal;

public abstract partial class JournalConformance
{
    /// <summary>Opens the whole sessions of the store of this test, to be read and to be put in.</summary>
    protected abstract Task<IJournalArchive> OpenArchiveAsync();

    [Fact]
    public async Task Archive_Sessions_AreListedByTenantAndIdInPages()
    {
        var one = await NewSessionAsync();
        var other = await NewSessionAsync(TenantId.Parse("another"));
        var two = await NewSessionAsync(agent: "coder");
        var gone = await NewSessionAsync();
        await Journal.DeleteAsync(gone.Key, gone.Epoch, default);
        await using var archive = await OpenArchiveAsync();

        Assert.Equal([other.Key, one.Key, two.Key], await archive.ListAsync(new ArchiveQuery(), null, 10, default));
        Assert.Equal([other.Key, one.Key], await archive.ListAsync(new ArchiveQuery(), null, 2, default));
        Assert.Equal([two.Key], await archive.ListAsync(new ArchiveQuery(), one.Key, 10, default));
        Assert.Equal([two.Key], await archive.ListAsync(new ArchiveQuery { Agent = "coder" }, null, 10, default));
        Assert.Equal([other.Key], await archive.ListAsync(new ArchiveQuery { Tenant = other.Key.Tenant }, null, 10, default));
        Assert.Equal([one.Key], await archive.ListAsync(new ArchiveQuery { Session = one.Key.Session }, null, 10, default));
        Assert.Equal(SessionPlace.Present, await archive.FindAsync(one.Key, default));
        Assert.Equal(SessionPlace.Deleted, await archive.FindAsync(gone.Key, default));
        Assert.Equal(SessionPlace.Absent, await archive.FindAsync(NewKey(), default));
        Assert.Null(await archive.OpenAsync(gone.Key, default));
    }

    [Fact]
    public async Task Archive_SessionThatGoesOnWhileItIsRead_IsReadAsItStood()
    {
        var session = await NewSessionAsync();
        var (ticket, approval) = (NewTicket(session), NewApproval(session));
        await session.AppendAsync(session.Commit(100) with { Tickets = [ticket], Approvals = [approval] });
        await using var archive = await OpenArchiveAsync();
        await using var snapshot = await archive.OpenAsync(session.Key, default);
        var first = await snapshot!.ReadEventsAsync(0, default);

        await session.AppendAsync(session.Commit(50) with { Tickets = [ticket with { State = TurnState.Running }, NewTicket(session)] });
        await session.FenceAsync("node-b");

        Assert.Equal((101, 1, ISessionSnapshot.EventsMax), (snapshot.Row.Head, snapshot.Row.Epoch, first.Count));
        Assert.Equal(101 - first.Count, (await snapshot.ReadEventsAsync(first.Count, default)).Count);
        Assert.Empty(await snapshot.ReadEventsAsync(101, default));
        Assert.Equal([ticket], await snapshot.ReadTicketsAsync(null, default));
        Assert.Empty(await snapshot.ReadTicketsAsync(ticket.Turn, default));
        Assert.Equal([approval], await snapshot.ReadApprovalsAsync(null, default));
        Assert.Empty(await snapshot.ReadApprovalsAsync(approval.Approval, default));
        var seed = EventChecksum.Seed(session.Key);
        Assert.All(first, r => Assert.Equal(EventChecksum.Compute(seed, r.Event.Sequence, r.Event.Kind, r.Event.Utf8.Span), r.Checksum));
    }

    [Fact]
    public async Task Archive_KeysOfASession_AreThoseThatMadeItAndGaveItPromptsAndLive()
    {
        var session = new TestSession(Journal, NewKey());
        var route = IdempotencyKey.PromptRoute(session.Key.Session);
        var (made, told, old) = (NewIdempotencyKey("a", session.Key.Session.Value), NewIdempotencyKey("b", "said", route), NewIdempotencyKey("c", "said", route) with { ExpiresAt = Time.GetUtcNow().AddMinutes(1) });
        await Journal.CreateAsync(TestSession.Row(session.Key), TestSession.Event(1), made, default);
        await session.FenceAsync();
        await session.AppendAsync(session.Commit() with { Keys = [told, old, NewIdempotencyKey("d", route: "POST /v1/other"), NewIdempotencyKey("e")] });
        Time.Advance(TimeSpan.FromHours(1));
        await using var archive = await OpenArchiveAsync();
        await using var snapshot = await archive.OpenAsync(session.Key, default);

        Assert.Equal([made, told], await snapshot!.ReadKeysAsync(null, default));
        Assert.Equal([told], await snapshot.ReadKeysAsync(made, default));
        Assert.Empty(await snapshot.ReadKeysAsync(told, default));
    }

    [Fact]
    public async Task Archive_SessionPutIn_IsThereWholeAndItsOldWritersAreFenced()
    {
        var labels = new Dictionary<string, string> { ["team"] = "blue\0\\" };
        var session = new TestSession(Journal, NewKey()) { Epoch = 7 };
        var row = TestSession.Row(session.Key, labels: labels) with
        {
            Epoch = 8,
            Head = 3,
            Owner = new Owner("node-a", "start-1", new Uri("http://127.0.0.1:1/")),
            Retention = TimeSpan.FromDays(3),
            Status = SessionStatus.Waiting,
            UpdatedAt = TestIds.Epoch.AddTicks(3),
        };
        var (ticket, approval, key) = (NewTicket(session, TurnState.Running), NewApproval(session), NewIdempotencyKey("a", session.Key.Session.Value));
        await using var archive = await OpenArchiveAsync();
        await using (var restore = await archive.RestoreAsync(row, default))
        {
            await restore.AddAsync([Record(session.Key, 1), Record(session.Key, 2)], default);
            await restore.AddAsync([Record(session.Key, 3)], default);
            await restore.AddAsync([ticket], default);
            await restore.AddAsync([approval], default);
            await restore.AddAsync([key], default);
            Assert.Null(await Journal.FindAsync(session.Key, default));
            await restore.CommitAsync(default);
        }

        var found = await Journal.FindAsync(session.Key, default);
        Assert.Equal(row with { Labels = found!.Labels }, found);
        Assert.Equal(labels, found.Labels);
        Assert.Equal([session.Key], (await Journal.ListAsync(new SessionQuery { Tenant = TenantId.Default, Label = labels.Single() }, default)).Select(r => r.Key));
        Assert.Equal([1, 2, 3], (await ReadAllAsync(session.Key)).Select(e => e.Sequence));
        Assert.Equal(ticket, await Journal.FindTurnAsync(TenantId.Default, ticket.Turn, default));
        Assert.Equal([approval], await Journal.ListApprovalsAsync(new ApprovalQuery { Tenant = TenantId.Default }, default));
        Assert.Equal(key, await Journal.FindKeyAsync(TenantId.Default, key.Route, key.Key, default));
        Assert.Equal([session.Key], await Journal.ListUnfinishedAsync("node-a", null, 10, default));
        session.Head = 3;
        Assert.IsType<AppendResult.Fenced>(await Journal.AppendAsync(session.Commit(), default));
        Assert.Equal(9, (await session.FenceAsync()).Epoch);
        await session.AppendAsync();
    }

    [Fact]
    public async Task Archive_SessionNotPutInToItsEnd_LeavesNothing()
    {
        var session = new TestSession(Journal, NewKey());
        var row = TestSession.Row(session.Key) with { Epoch = 1, Head = 2 };
        await using var archive = await OpenArchiveAsync();
        await using (var restore = await archive.RestoreAsync(row, default)) await restore.AddAsync([Record(session.Key, 1), Record(session.Key, 2)], default);
        Assert.Equal(SessionPlace.Absent, await archive.FindAsync(session.Key, default));

        await using (var restore = await archive.RestoreAsync(row, default))
        {
            await restore.AddAsync([Record(session.Key, 1)], default);
            await Assert.ThrowsAsync<InvalidOperationException>(() => restore.CommitAsync(default));
        }

        await using (var restore = await archive.RestoreAsync(row, default))
        {
            await Assert.ThrowsAsync<InvalidDataException>(() => restore.AddAsync([Record(session.Key, 1) with { Checksum = 1 }], default));
        }

        await using (var restore = await archive.RestoreAsync(row, default)) await Assert.ThrowsAsync<ArgumentException>(() => restore.AddAsync([Record(session.Key, 2)], default));
        await Assert.ThrowsAsync<ArgumentException>(() => archive.RestoreAsync(row with { Epoch = 0 }, default));
        foreach (var retention in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromDays(3651), TimeSpan.MaxValue])
            await Assert.ThrowsAsync<ArgumentException>(() => archive.RestoreAsync(row with { Retention = retention }, default));
        Assert.Equal(SessionPlace.Absent, await archive.FindAsync(session.Key, default));
    }

    [Fact]
    public async Task Archive_IdThatIsOrWasInUse_IsRefused()
    {
        var (there, gone) = (await NewSessionAsync(), await NewSessionAsync());
        var (ticket, approval) = (NewTicket(there), NewApproval(there));
        await there.AppendAsync(there.Commit() with { Tickets = [ticket], Approvals = [approval] });
        await Journal.DeleteAsync(gone.Key, gone.Epoch, default);
        var fresh = new TestSession(Journal, NewKey());
        await using var archive = await OpenArchiveAsync();

        foreach (var key in (SessionKey[])[there.Key, gone.Key])
            await Assert.ThrowsAsync<InvalidOperationException>(() => archive.RestoreAsync(TestSession.Row(key) with { Epoch = 5 }, default));
        await using (var restore = await archive.RestoreAsync(TestSession.Row(fresh.Key) with { Epoch = 1 }, default))
            await Assert.ThrowsAsync<InvalidOperationException>(() => restore.AddAsync([ticket with { Key = fresh.Key }], default));
        await using (var restore = await archive.RestoreAsync(TestSession.Row(fresh.Key) with { Epoch = 1 }, default))
            await Assert.ThrowsAsync<InvalidOperationException>(() => restore.AddAsync([approval with { Key = fresh.Key }], default));

        Assert.Equal(there.Key, (await Journal.FindTurnAsync(TenantId.Default, ticket.Turn, default))!.Key);
        Assert.Equal(SessionPlace.Absent, await archive.FindAsync(fresh.Key, default));
    }

    private static EventRecord Record(SessionKey key, long sequence)
    {
        var stored = TestSession.Event(sequence);
        return new EventRecord(stored, EventChecksum.Compute(EventChecksum.Seed(key), sequence, stored.Kind, stored.Utf8.Span));
    }
}
