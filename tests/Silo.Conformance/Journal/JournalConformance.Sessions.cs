using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Xunit;

namespace Silo.Conformance.Journal;

public abstract partial class JournalConformance
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Größe 📏 'quoted' \0 end")]
    public async Task Create_NewSession_IsFoundAsGiven(string? title)
    {
        var key = NewKey();
        var row = TestSession.Row(key, "demo", new Dictionary<string, string> { ["team"] = "blue", ["ärger"] = "\"'; --", ["empty"] = "" }) with
        {
            Title = title,
            CreatedAt = TestIds.Epoch.AddTicks(1),
            UpdatedAt = TestIds.Epoch.AddTicks(2),
        };

        Assert.IsType<CreateResult.Created>(await Journal.CreateAsync(row, TestSession.Event(1), key: null, default));

        var found = await Journal.FindAsync(key, default);
        Assert.NotNull(found);
        Assert.Equal(row.Labels, found.Labels);
        Assert.Equal(row, found with { Labels = row.Labels });
        Assert.Equal(TestSession.Event(1).Utf8.ToArray(), Assert.Single(await ReadAllAsync(key)).Utf8.ToArray());
    }

    [Fact]
    public async Task Create_SameSessionAgain_IsCreatedAndNotDoubled()
    {
        var row = TestSession.Row(NewKey());
        await Journal.CreateAsync(row, TestSession.Event(1), key: null, default);

        Assert.IsType<CreateResult.Created>(await Journal.CreateAsync(row, TestSession.Event(1), key: null, default));

        Assert.Single(await Journal.ListAsync(new SessionQuery { Tenant = TenantId.Default }, default));
        Assert.Single(await ReadAllAsync(row.Key));
    }

    [Fact]
    public async Task Create_IdOfAnotherSession_IsRefused()
    {
        var row = TestSession.Row(NewKey());
        await Journal.CreateAsync(row, TestSession.Event(1, "first"), key: null, default);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Journal.CreateAsync(row, TestSession.Event(1, "second"), key: null, default));

        Assert.Equal(TestSession.Event(1, "first").Utf8.ToArray(), Assert.Single(await ReadAllAsync(row.Key)).Utf8.ToArray());
    }

    [Fact]
    public async Task Fence_EachActivation_RaisesTheEpochByOneAndNamesThePrevious()
    {
        var session = await NewSessionAsync(node: "node-a");
        var address = new Uri("http://127.0.0.1:8601/");

        var second = await session.FenceAsync("node-b", "start-2", address);

        Assert.Equal(2, second.Epoch);
        Assert.Equal(new Owner("node-a", "start-1"), second.Previous);
        Assert.Equal(new Owner("node-b", "start-2", address), second.Row.Owner);
        Assert.Equal(2, second.Row.Epoch);
        Assert.Equal(1, second.Row.Head);
        Assert.Equal(second.Row.Owner, (await Journal.FindAsync(session.Key, default))!.Owner);
    }

    [Fact]
    public async Task Fence_UnknownSession_IsGone() =>
        Assert.IsType<FenceResult.Gone>(await Journal.FenceAsync(NewKey(), new Owner("node-a", "start-1"), default));

    [Fact]
    public async Task Fence_ManyAtOnce_GiveEachAnEpochOfItsOwn()
    {
        var session = await NewSessionAsync();

        var taken = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Journal.FenceAsync(session.Key, new Owner($"node-{i}", "start"), default)));

        Assert.Equal(Enumerable.Range(2, 32).Select(i => (long)i), taken.Cast<FenceResult.Taken>().Select(t => t.Epoch).Order());
    }

    [Fact]
    public async Task List_ManySessions_PagesNewestFirstWithoutGapOrRepeat()
    {
        var keys = new List<SessionKey>();
        for (var i = 0; i < 7; i++) keys.Add((await NewSessionAsync()).Key);

        var seen = new List<SessionKey>();
        SessionId? before = null;
        while (await Journal.ListAsync(new SessionQuery { Tenant = TenantId.Default, Before = before, Limit = 3 }, default) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(row => row.Key));
            before = page[^1].Key.Session;
        }

        Assert.Equal(keys.AsEnumerable().Reverse(), seen);
    }

    [Fact]
    public async Task List_FilteredByStatusAgentAndLabel_GivesWhatMatchesAllOfThem()
    {
        var blue = new Dictionary<string, string> { ["team"] = "blue", ["tier"] = "1" };
        var plain = await NewSessionAsync();
        var running = await NewSessionAsync(agent: "coder");
        await running.AppendAsync(running.Commit() with { Summary = new SessionSummary(SessionStatus.Running, TestIds.Epoch.AddSeconds(5)) });
        var blueRunning = await NewSessionAsync(agent: "coder", labels: blue);
        await blueRunning.AppendAsync(blueRunning.Commit() with { Summary = new SessionSummary(SessionStatus.Running, TestIds.Epoch.AddSeconds(6)) });
        var blueIdle = await NewSessionAsync(labels: blue);
        var all = new SessionQuery { Tenant = TenantId.Default };
        var label = KeyValuePair.Create("team", "blue");

        Assert.Equal([blueRunning.Key, running.Key], await Keys(all with { Status = SessionStatus.Running }));
        Assert.Equal([blueIdle.Key, plain.Key], await Keys(all with { Status = SessionStatus.Idle }));
        Assert.Empty(await Keys(all with { Status = SessionStatus.Waiting }));
        Assert.Equal([blueRunning.Key, running.Key], await Keys(all with { Agent = "coder" }));
        Assert.Equal([blueIdle.Key, blueRunning.Key], await Keys(all with { Label = label }));
        Assert.Equal([blueRunning.Key], await Keys(all with { Label = label, Before = blueIdle.Key.Session }));
        Assert.Equal([blueRunning.Key], await Keys(all with { Label = label, Status = SessionStatus.Running, Agent = "coder" }));
        Assert.Empty(await Keys(all with { Label = KeyValuePair.Create("team", "red") }));
        var row = (await Journal.ListAsync(all with { Status = SessionStatus.Running }, default))[0];
        Assert.Equal(TestIds.Epoch.AddSeconds(6), row.UpdatedAt);
        Assert.Equal(2, row.Head);

        async Task<IEnumerable<SessionKey>> Keys(SessionQuery query) => (await Journal.ListAsync(query, default)).Select(r => r.Key);
    }

    [Fact]
    public async Task Find_UnknownIds_AreNull()
    {
        Assert.Null(await Journal.FindAsync(NewKey(), default));
        Assert.Null(await Journal.ReadAsync(NewKey(), 0, 10, default));
        Assert.Null(await Journal.FindTurnAsync(TenantId.Default, Ids.Turn(), default));
        Assert.Null(await Journal.FindApprovalAsync(TenantId.Default, Ids.Approval(), default));
        Assert.Null(await Journal.FindKeyAsync(TenantId.Default, "POST /v1/sessions", "key-1", default));
    }

    [Fact]
    public async Task Queries_BeyondTheirPageSize_AreRefused()
    {
        var sessions = new SessionQuery { Tenant = TenantId.Default };
        var approvals = new ApprovalQuery { Tenant = TenantId.Default };
        foreach (var limit in new[] { 0, 201 })
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Journal.ListAsync(sessions with { Limit = limit }, default));
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Journal.ListApprovalsAsync(approvals with { Limit = limit }, default));
        }

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Journal.ListUnfinishedAsync("node-a", null, 1001, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Journal.ReadAsync(NewKey(), 0, 1025, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Journal.ReadAsync(NewKey(), -1, 10, default));
    }
}
