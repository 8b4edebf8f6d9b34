using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Xunit;

namespace Silo.Conformance.Journal;

public abstract partial class JournalConformance
{
    [Fact]
    public async Task Tenants_AnotherTenantsKey_SeesAndChangesNothing()
    {
        var (mine, theirs) = (TenantId.Parse("mine"), TenantId.Parse("theirs"));
        var session = await NewSessionAsync(mine, labels: new Dictionary<string, string> { ["team"] = "blue" });
        var (ticket, approval, key) = (NewTicket(session), NewApproval(session), NewIdempotencyKey());
        await session.AppendAsync(session.Commit() with { Tickets = [ticket], Approvals = [approval], Keys = [key] });
        var foreign = session.Key with { Tenant = theirs };

        Assert.Null(await Journal.FindAsync(foreign, default));
        Assert.Null(await Journal.ReadAsync(foreign, 0, 10, default));
        Assert.Null(await Journal.FindTurnAsync(theirs, ticket.Turn, default));
        Assert.Null(await Journal.FindApprovalAsync(theirs, approval.Approval, default));
        Assert.Null(await Journal.FindKeyAsync(theirs, key.Route, key.Key, default));
        Assert.Empty(await Journal.ListAsync(new SessionQuery { Tenant = theirs }, default));
        Assert.Empty(await Journal.ListAsync(new SessionQuery { Tenant = theirs, Label = KeyValuePair.Create("team", "blue") }, default));
        Assert.Empty(await Journal.ListApprovalsAsync(new ApprovalQuery { Tenant = theirs, OpenOnly = false }, default));
        Assert.Empty(await Journal.ListApprovalsAsync(new ApprovalQuery { Tenant = theirs, Session = session.Key.Session, OpenOnly = false }, default));
        Assert.IsType<FenceResult.Gone>(await Journal.FenceAsync(foreign, new Owner("node-b", "start-2"), default));
        Assert.IsType<AppendResult.Gone>(await Journal.AppendAsync(session.Commit() with { Key = foreign }, default));
        Assert.IsType<AppendResult.Gone>(await Journal.DeleteAsync(foreign, session.Epoch, default));

        await session.AppendAsync();
    }

    [Fact]
    public async Task Tenants_SameIdsAndKeys_AreApart()
    {
        var session = await NewSessionAsync(TenantId.Parse("mine"));
        var twin = new TestSession(Journal, session.Key with { Tenant = TenantId.Parse("theirs") });
        var (key, ticket) = (NewIdempotencyKey(), NewTicket(session));
        await session.AppendAsync(session.Commit() with { Keys = [key], Tickets = [ticket] });

        Assert.IsType<CreateResult.Created>(await Journal.CreateAsync(TestSession.Row(twin.Key), TestSession.Event(1), key, default));
        await twin.FenceAsync();
        await twin.AppendAsync(twin.Commit() with { Tickets = [ticket with { Key = twin.Key }] });

        Assert.Equal(session.Key, (await Journal.FindTurnAsync(session.Key.Tenant, ticket.Turn, default))!.Key);
        Assert.Equal(twin.Key, (await Journal.FindTurnAsync(twin.Key.Tenant, ticket.Turn, default))!.Key);
    }
}
