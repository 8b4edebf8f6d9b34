using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Xunit;

namespace Silo.Conformance.Journal;

public abstract partial class JournalConformance
{
    [Fact]
    public async Task ListExpired_IdleBeyondTheirRetention_AreListedThoseOverdueLongestFirst()
    {
        var day = await NewRetainedAsync(TimeSpan.FromDays(1));
        var hour = await NewRetainedAsync(TimeSpan.FromHours(1));
        var unfenced = TestSession.Row(NewKey()) with { Retention = TimeSpan.FromHours(2) };
        await Journal.CreateAsync(unfenced, TestSession.Event(1), key: null, default);
        await NewRetainedAsync(TimeSpan.FromHours(1), node: "node-b");
        await NewSessionAsync();
        var running = await NewRetainedAsync(TimeSpan.FromHours(1));
        await running.AppendAsync(running.Commit() with { Summary = new SessionSummary(SessionStatus.Running, TestIds.Epoch) });
        var deleted = await NewRetainedAsync(TimeSpan.FromHours(1));
        await Journal.DeleteAsync(deleted.Key, deleted.Epoch, default);
        var otherTenant = await NewRetainedAsync(TimeSpan.FromHours(3), TenantId.Parse("other"));

        Time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromTicks(1));
        Assert.Equal([hour.Key, unfenced.Key, otherTenant.Key], await ExpiredAsync("node-a"));
        Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal([hour.Key, unfenced.Key, otherTenant.Key, day.Key], await ExpiredAsync("node-a"));
        Assert.Equal([hour.Key], await ExpiredAsync("node-a", 1));
        Assert.Equal([unfenced.Key], await ExpiredAsync("node-c"));
    }

    [Fact]
    public async Task ListExpired_SessionThatWorkedSince_CountsFromItsLastChange()
    {
        var session = await NewRetainedAsync(TimeSpan.FromHours(1));
        await session.AppendAsync(session.Commit() with { Summary = new SessionSummary(SessionStatus.Idle, TestIds.Epoch.AddMinutes(30)) });

        Time.Advance(TimeSpan.FromMinutes(89));
        Assert.Empty(await ExpiredAsync("node-a"));
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([session.Key], await ExpiredAsync("node-a"));
        Assert.Equal(TimeSpan.FromHours(1), (await Journal.FindAsync(session.Key, default))!.Retention);
    }

    [Fact]
    public async Task SweepKeys_ByAClockThatIsAhead_ForgetsNoneThatTheJournalFinds()
    {
        var session = await NewSessionAsync();
        var key = NewIdempotencyKey();
        await session.AppendAsync(session.Commit() with { Keys = [key] });

        Assert.Equal(0, await Journal.SweepKeysAsync(Time.GetUtcNow().AddHours(30), 10, default));

        Assert.Equal(key, await Journal.FindKeyAsync(TenantId.Default, key.Route, key.Key, default));
    }

    private async Task<TestSession> NewRetainedAsync(TimeSpan retention, TenantId? tenant = null, string node = "node-a")
    {
        var session = new TestSession(Journal, NewKey(tenant));
        await Journal.CreateAsync(TestSession.Row(session.Key) with { Retention = retention }, TestSession.Event(1), key: null, default);
        await session.FenceAsync(node);
        return session;
    }

    private async Task<IEnumerable<SessionKey>> ExpiredAsync(string node, int limit = 100) =>
        (await Journal.ListExpiredAsync(node, limit, default)).Select(r => r.Key);
}
