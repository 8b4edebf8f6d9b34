using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Xunit;

namespace Silo.Conformance.Journal;

public abstract partial class JournalConformance
{
    [Fact]
    public async Task Room_TenantHasAsManySessionsAsItMay_IsFullUntilOneIsDeletedAndNoOtherIs()
    {
        var (acme, globex) = (TenantId.Parse("acme"), TenantId.Parse("globex"));
        var key = NewIdempotencyKey(result: "ses_first");
        var first = NewKey(acme);
        Assert.IsType<CreateResult.Created>(await MakeAsync(Journal, first, 2, key));
        var second = new TestSession(Journal, NewKey(acme));
        Assert.IsType<CreateResult.Created>(await MakeAsync(Journal, second.Key, 2));
        var refused = NewKey(acme);
        Assert.IsType<CreateResult.TenantFull>(await MakeAsync(Journal, refused, 2));
        Assert.Null(await Journal.FindAsync(refused, default));
        Assert.IsType<CreateResult.Created>(await MakeAsync(Journal, NewKey(globex), 2));

        // What repeats an earlier creation needs no room.
        Assert.IsType<CreateResult.KeyUsed>(await MakeAsync(Journal, NewKey(acme), 2, key));
        Assert.IsType<CreateResult.Created>(await MakeAsync(Journal, second.Key, 2));

        await second.FenceAsync("node-a");
        Assert.IsType<AppendResult.Appended>(await Journal.DeleteAsync(second.Key, second.Epoch, default));
        Assert.IsType<CreateResult.Created>(await MakeAsync(Journal, refused, 2));
        Assert.IsType<CreateResult.TenantFull>(await MakeAsync(Journal, NewKey(acme), 2));
        Assert.IsType<CreateResult.Created>(await MakeAsync(Journal, NewKey(acme), 3));
        Assert.IsType<CreateResult.Created>(await MakeAsync(Journal, NewKey(acme), max: null));
    }

    [Fact]
    public async Task Room_ManyCreatesOfTwoHostsAtOnce_NeverGoBeyondTheBound()
    {
        var other = await OpenAsync();
        TenantId[] tenants = [TenantId.Parse("acme"), TenantId.Parse("globex"), TenantId.Parse("initech")];
        // In other orders, so that what waits for one another would wait for ever.
        var results = await Task.WhenAll(Enumerable.Range(0, 90).Select(async i =>
        {
            var tenant = tenants[(i % 2 == 0 ? i / 2 : 89 - (i / 2)) % 3];
            return (Tenant: tenant, Result: await MakeAsync(i % 2 == 0 ? Journal : other, NewKey(tenant), 7));
        }));
        foreach (var tenant in tenants)
        {
            Assert.Equal(7, results.Count(one => one.Tenant == tenant && one.Result is CreateResult.Created));
            Assert.Equal(7, (await Journal.ListAsync(new SessionQuery { Tenant = tenant, Limit = 200 }, default)).Count);
        }

        Assert.Equal(90 - 21, results.Count(one => one.Result is CreateResult.TenantFull));
    }

    private static Task<CreateResult> MakeAsync(IJournal journal, SessionKey session, long? max, IdempotencyKey? key = null) =>
        journal.CreateAsync(TestSession.Row(session), TestSession.Event(1), key, max, default);
}
