using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Xunit;

namespace Silo.Conformance.Journal;

public abstract partial class JournalConformance
{
    [Fact]
    public async Task Tickets_InsertedAndReplaced_AreFoundAsLastCommitted()
    {
        var session = await NewSessionAsync();
        var queued = NewTicket(session);
        var ended = queued with
        {
            State = TurnState.Ended,
            EndedAt = TestIds.Epoch.AddMinutes(1),
            EndedSequence = 3,
            StopReason = StopReason.PausedLimit,
        };

        await session.AppendAsync(session.Commit() with { Tickets = [queued] });
        Assert.Equal(queued, await Journal.FindTurnAsync(TenantId.Default, queued.Turn, default));

        await session.AppendAsync(session.Commit() with { Tickets = [ended] });
        Assert.Equal(ended, await Journal.FindTurnAsync(TenantId.Default, queued.Turn, default));
    }

    [Fact]
    public async Task Tickets_EveryStateAndStopReason_ComeBack()
    {
        var session = await NewSessionAsync();
        var tickets = Enum.GetValues<TurnState>().Select(state => NewTicket(session, state))
            .Concat(Enum.GetValues<StopReason>().Select(reason => NewTicket(session, TurnState.Ended) with { StopReason = reason })).ToList();

        await session.AppendAsync(session.Commit() with { Tickets = tickets });

        foreach (var ticket in tickets) Assert.Equal(ticket, await Journal.FindTurnAsync(TenantId.Default, ticket.Turn, default));
    }

    [Fact]
    public async Task Tickets_TurnOfAnotherSession_IsAConflict()
    {
        var (one, two) = (await NewSessionAsync(), await NewSessionAsync());
        var ticket = NewTicket(one);
        await one.AppendAsync(one.Commit() with { Tickets = [ticket] });

        var result = await Journal.AppendAsync(two.Commit() with { Tickets = [ticket with { Key = two.Key }] }, default);

        Assert.IsType<AppendResult.Conflict>(result);
        Assert.Equal(one.Key, (await Journal.FindTurnAsync(TenantId.Default, ticket.Turn, default))!.Key);
    }

    [Fact]
    public async Task Rows_OfACommitThatIsRefused_AreNotWritten()
    {
        var session = await NewSessionAsync();
        var (ticket, approval, key) = (NewTicket(session), NewApproval(session), NewIdempotencyKey());
        var refused = session.Commit() with
        {
            Head = 7,
            Events = [TestSession.Event(8)],
            Tickets = [ticket],
            Approvals = [approval],
            Keys = [key],
            Summary = new SessionSummary(SessionStatus.Waiting, TestIds.Epoch),
        };

        Assert.IsType<AppendResult.Conflict>(await Journal.AppendAsync(refused, default));

        Assert.Null(await Journal.FindTurnAsync(TenantId.Default, ticket.Turn, default));
        Assert.Null(await Journal.FindApprovalAsync(TenantId.Default, approval.Approval, default));
        Assert.Null(await Journal.FindKeyAsync(TenantId.Default, key.Route, key.Key, default));
        Assert.Equal(SessionStatus.Idle, (await Journal.FindAsync(session.Key, default))!.Status);
    }

    [Fact]
    public async Task Approvals_AskedAndDecided_AreFoundAndListedNewestFirst()
    {
        var (one, two) = (await NewSessionAsync(), await NewSessionAsync());
        var first = NewApproval(one) with { Tool = "shell" };
        var second = NewApproval(two);
        var third = NewApproval(one);
        await one.AppendAsync(one.Commit() with { Approvals = [first, third] });
        await two.AppendAsync(two.Commit() with { Approvals = [second] });
        var decided = first with { Decision = "approve", Answer = "yes", DecidedBy = "ann", DecidedAt = TestIds.Epoch.AddHours(1) };
        await one.AppendAsync(one.Commit() with { Approvals = [decided] });
        var open = new ApprovalQuery { Tenant = TenantId.Default };

        Assert.Equal(decided, await Journal.FindApprovalAsync(TenantId.Default, first.Approval, default));
        Assert.Equal([third, second], await Journal.ListApprovalsAsync(open, default));
        Assert.Equal([third, second, decided], await Journal.ListApprovalsAsync(open with { OpenOnly = false }, default));
        Assert.Equal([third, decided], await Journal.ListApprovalsAsync(open with { OpenOnly = false, Session = one.Key.Session }, default));
        Assert.Equal([second, decided], await Journal.ListApprovalsAsync(open with { OpenOnly = false, Before = third.Approval }, default));
        Assert.Equal([third], await Journal.ListApprovalsAsync(open with { Limit = 1 }, default));
    }

    [Fact]
    public async Task ListUnfinished_QueuedOrRunningTurns_AreListedOldestFirstForTheirNode()
    {
        var queued = await NewSessionAsync(node: "node-a");
        await queued.AppendAsync(queued.Commit() with { Tickets = [NewTicket(queued), NewTicket(queued)] });
        var ended = await NewSessionAsync(node: "node-a");
        await ended.AppendAsync(ended.Commit() with { Tickets = [NewTicket(ended, TurnState.Ended)] });
        var foreign = await NewSessionAsync(node: "node-b");
        await foreign.AppendAsync(foreign.Commit() with { Tickets = [NewTicket(foreign)] });
        await NewSessionAsync(node: "node-a");
        var running = await NewSessionAsync(node: "node-a", tenant: TenantId.Parse("other"));
        await running.AppendAsync(running.Commit() with { Tickets = [NewTicket(running, TurnState.Running), NewTicket(running, TurnState.Ended)] });

        Assert.Equal([queued.Key, running.Key], await Journal.ListUnfinishedAsync("node-a", null, 10, default));
        Assert.Equal([queued.Key], await Journal.ListUnfinishedAsync("node-a", null, 1, default));
        Assert.Equal([running.Key], await Journal.ListUnfinishedAsync("node-a", queued.Key, 10, default));
        Assert.Empty(await Journal.ListUnfinishedAsync("node-a", running.Key, 10, default));
        Assert.Empty(await Journal.ListUnfinishedAsync("node-c", null, 10, default));
    }
}
