using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Xunit;

namespace Silo.Conformance.Journal;

public abstract partial class JournalConformance
{
    [Fact]
    public async Task Delete_Session_TakesAllOfItAndNothingElse()
    {
        var labels = new Dictionary<string, string> { ["team"] = "blue" };
        var (gone, stays) = (await NewSessionAsync(labels: labels), await NewSessionAsync(labels: labels));
        var (goneTicket, staysTicket) = (NewTicket(gone), NewTicket(stays));
        var (goneApproval, staysApproval) = (NewApproval(gone), NewApproval(stays));
        await gone.AppendAsync(gone.Commit() with { Tickets = [goneTicket], Approvals = [goneApproval] });
        await stays.AppendAsync(stays.Commit() with { Tickets = [staysTicket], Approvals = [staysApproval] });
        for (var i = 0; i < 3; i++) await gone.AppendAsync(events: 256);

        Assert.IsType<AppendResult.Appended>(await Journal.DeleteAsync(gone.Key, gone.Epoch, default));

        Assert.Null(await Journal.FindAsync(gone.Key, default));
        Assert.Null(await Journal.ReadAsync(gone.Key, 0, 10, default));
        Assert.Null(await Journal.FindTurnAsync(TenantId.Default, goneTicket.Turn, default));
        Assert.Null(await Journal.FindApprovalAsync(TenantId.Default, goneApproval.Approval, default));
        Assert.Equal([stays.Key], (await Journal.ListAsync(new SessionQuery { Tenant = TenantId.Default }, default)).Select(r => r.Key));
        Assert.Equal(
            [stays.Key],
            (await Journal.ListAsync(new SessionQuery { Tenant = TenantId.Default, Label = KeyValuePair.Create("team", "blue") }, default)).Select(r => r.Key));
        Assert.Equal([staysApproval], await Journal.ListApprovalsAsync(new ApprovalQuery { Tenant = TenantId.Default }, default));
        Assert.Equal([stays.Key], await Journal.ListUnfinishedAsync("node-a", null, 10, default));
        Assert.Equal(staysTicket, await Journal.FindTurnAsync(TenantId.Default, staysTicket.Turn, default));
        Assert.Equal(2, (await ReadAllAsync(stays.Key)).Count);
    }

    [Fact]
    public async Task Delete_ThenAnything_FindsItGone()
    {
        var session = await NewSessionAsync();
        await Journal.DeleteAsync(session.Key, session.Epoch, default);

        Assert.IsType<AppendResult.Appended>(await Journal.DeleteAsync(session.Key, session.Epoch, default));
        Assert.IsType<AppendResult.Gone>(await Journal.AppendAsync(session.Commit(), default));
        Assert.IsType<FenceResult.Gone>(await Journal.FenceAsync(session.Key, new Owner("node-a", "start-1"), default));
    }

    [Fact]
    public async Task Delete_IdUsedAgain_IsRefused()
    {
        var session = await NewSessionAsync();
        await Journal.DeleteAsync(session.Key, session.Epoch, default);

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Journal.CreateAsync(TestSession.Row(session.Key), TestSession.Event(1, "created", "session.created"), key: null, default));

        Assert.Null(await Journal.FindAsync(session.Key, default));
    }

    [Fact]
    public async Task Delete_OlderEpoch_IsFenced()
    {
        var session = await NewSessionAsync();
        await session.FenceAsync("node-b", "start-2");

        var result = Assert.IsType<AppendResult.Fenced>(await Journal.DeleteAsync(session.Key, epoch: 1, default));

        Assert.Equal(new Owner("node-b", "start-2"), result.By);
        Assert.NotNull(await Journal.FindAsync(session.Key, default));
    }

    [Fact]
    public async Task Delete_UnknownSession_IsGone() =>
        Assert.IsType<AppendResult.Gone>(await Journal.DeleteAsync(NewKey(), 1, default));

    [Fact]
    public async Task Delete_LongSession_DoesNotHoldUpAnother()
    {
        var (gone, other) = (await NewSessionAsync(), await NewSessionAsync());
        for (var i = 0; i < 8; i++) await gone.AppendAsync(events: 256);

        var deleting = Journal.DeleteAsync(gone.Key, gone.Epoch, default);
        while (!deleting.IsCompleted) await other.AppendAsync();

        Assert.IsType<AppendResult.Appended>(await deleting);
        Assert.Equal(other.Head, (await ReadAllAsync(other.Key)).Count);
    }
}
