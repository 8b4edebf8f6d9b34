using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Xunit;

namespace Silo.Conformance.Journal;

public abstract partial class JournalConformance
{
    [Fact]
    public async Task Keys_SecondCreateWithTheSameKey_GetsTheFirst()
    {
        var key = NewIdempotencyKey(result: "ses_first");
        await Journal.CreateAsync(TestSession.Row(NewKey()), TestSession.Event(1), key, default);
        var second = TestSession.Row(NewKey());

        var result = await Journal.CreateAsync(second, TestSession.Event(1), key with { BodyHash = new string('b', 64), Result = "ses_second" }, default);

        Assert.Equal(key, Assert.IsType<CreateResult.KeyUsed>(result).Earlier);
        Assert.Null(await Journal.FindAsync(second.Key, default));
    }

    [Fact]
    public async Task Keys_ManyCreatesWithTheSameKeyAtOnce_MakeOneSession()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
            Journal.CreateAsync(TestSession.Row(NewKey()), TestSession.Event(1), NewIdempotencyKey(result: $"ses_{i}"), default)));

        Assert.Single(results.OfType<CreateResult.Created>());
        Assert.Single(results.OfType<CreateResult.KeyUsed>().Select(r => r.Earlier).Distinct());
        Assert.Single(await Journal.ListAsync(new SessionQuery { Tenant = TenantId.Default }, default));
    }

    [Fact]
    public async Task Keys_InACommitThatWereUsed_MakeItAConflict()
    {
        var session = await NewSessionAsync();
        var (used, fresh) = (NewIdempotencyKey(), NewIdempotencyKey("key-2"));
        await session.AppendAsync(session.Commit() with { Keys = [used] });

        Assert.IsType<AppendResult.Conflict>(await Journal.AppendAsync(session.Commit() with { Keys = [fresh, used] }, default));

        Assert.Equal(used, await Journal.FindKeyAsync(TenantId.Default, used.Route, used.Key, default));
        Assert.Null(await Journal.FindKeyAsync(TenantId.Default, fresh.Route, fresh.Key, default));
        Assert.Equal(2, (await ReadAllAsync(session.Key)).Count);
    }

    [Fact]
    public async Task Keys_OfAnotherRoute_AreOthers()
    {
        var session = await NewSessionAsync();
        var (one, two) = (NewIdempotencyKey(), NewIdempotencyKey(route: "POST /v1/other"));

        await session.AppendAsync(session.Commit() with { Keys = [one, two] });

        Assert.Equal(two, await Journal.FindKeyAsync(TenantId.Default, two.Route, two.Key, default));
    }

    [Fact]
    public async Task Keys_Expired_AreNotFoundAndMayBeUsedAgain()
    {
        var session = await NewSessionAsync();
        var first = NewIdempotencyKey();
        await session.AppendAsync(session.Commit() with { Keys = [first] });

        Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromTicks(1));
        Assert.Equal(first, await Journal.FindKeyAsync(TenantId.Default, first.Route, first.Key, default));
        Time.Advance(TimeSpan.FromTicks(1));
        Assert.Null(await Journal.FindKeyAsync(TenantId.Default, first.Route, first.Key, default));

        var again = NewIdempotencyKey(result: "ses_again");
        await session.AppendAsync(session.Commit() with { Keys = [again] });
        Assert.Equal(again, await Journal.FindKeyAsync(TenantId.Default, first.Route, first.Key, default));
    }

    [Fact]
    public async Task SweepKeys_Expired_AreForgottenABoundedNumberAtATime()
    {
        var session = await NewSessionAsync();
        await session.AppendAsync(session.Commit() with { Keys = [.. Enumerable.Range(0, 5).Select(i => NewIdempotencyKey($"old-{i}"))] });
        Time.Advance(TimeSpan.FromHours(1));
        var young = NewIdempotencyKey("young");
        await session.AppendAsync(session.Commit() with { Keys = [young] });
        var now = TestIds.Epoch.AddHours(24);
        Time.Advance(TimeSpan.FromHours(23));

        Assert.Equal(3, await Journal.SweepKeysAsync(now, 3, default));
        Assert.Equal(2, await Journal.SweepKeysAsync(now, 3, default));
        Assert.Equal(0, await Journal.SweepKeysAsync(now, 3, default));
        Assert.Equal(young, await Journal.FindKeyAsync(TenantId.Default, young.Route, young.Key, default));
    }
}
