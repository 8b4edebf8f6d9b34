using Silo.Abstractions.Access;
using Silo.Conformance.Journal;
using Xunit;

namespace Silo.Conformance.Access;

public abstract partial class AccessStoreConformance
{
    [Fact]
    public async Task Key_Added_ReadsBackExactlyAlsoBesideAndAgain()
    {
        var key = NewKey();
        var forever = NewKey() with { ExpiresAt = null, Role = Role.Viewer };
        await Keys.AddAsync(key, default);
        await Keys.AddAsync(forever, default);
        await Keys.AddAsync(key with { Role = Role.Operator, Name = "another" }, default);

        Assert.Equal(key, await Keys.FindAsync(key.Id, default));
        var (beside, _) = await OpenAsync();
        Assert.Equal(key, await beside.FindAsync(key.Id, default));
        Assert.Null(await beside.FindAsync(NewKey().Id, default));
        Assert.Equal([key, forever], (await beside.FindAllAsync([forever.Id, NewKey().Id, key.Id], default)).OrderBy(k => k.Id.Value, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Keys_Listed_AreThoseOfTheTenantNewestFirstInPages()
    {
        var mine = Enumerable.Range(0, 5).Select(_ => NewKey()).ToList();
        foreach (var key in mine) await Keys.AddAsync(key, default);
        await Keys.AddAsync(NewKey(Theirs), default);

        var first = await Keys.ListAsync(new KeyQuery { Tenant = Mine, Limit = 3 }, default);
        var rest = await Keys.ListAsync(new KeyQuery { Tenant = Mine, Limit = 3, Before = first[^1].Id }, default);
        Assert.Equal(mine.AsEnumerable().Reverse(), [.. first, .. rest]);
        Assert.Empty(await Keys.ListAsync(new KeyQuery { Tenant = Mine, Before = mine[0].Id }, default));
    }

    [Fact]
    public async Task Key_Revoked_KeepsTheFirstTimeAndOnlyItsTenantCan()
    {
        var key = NewKey();
        await Keys.AddAsync(key, default);
        Assert.Null(await Keys.RevokeAsync(Theirs, key.Id, TestIds.Epoch, default));
        Assert.Null((await Keys.FindAsync(key.Id, default))!.RevokedAt);
        Assert.Null(await Keys.RevokeAsync(Mine, NewKey().Id, TestIds.Epoch, default));

        var revoked = key with { RevokedAt = TestIds.Epoch.AddMinutes(1) };
        Assert.Equal(revoked, await Keys.RevokeAsync(Mine, key.Id, TestIds.Epoch.AddMinutes(1), default));
        Assert.Equal(revoked, await Keys.RevokeAsync(Mine, key.Id, TestIds.Epoch.AddMinutes(2), default));
        var (beside, _) = await OpenAsync();
        Assert.Equal(revoked, await beside.FindAsync(key.Id, default));
    }

    [Fact]
    public async Task Keys_AnyUsable_CountsNeitherExpiredNorRevokedOnes()
    {
        var now = TestIds.Epoch.AddDays(2);
        Assert.False(await Keys.AnyUsableAsync(now, default));
        var expired = NewKey();
        await Keys.AddAsync(expired, default);
        Assert.False(await Keys.AnyUsableAsync(now, default));
        Assert.False(await Keys.AnyUsableAsync(expired.ExpiresAt!.Value, default));
        Assert.True(await Keys.AnyUsableAsync(TestIds.Epoch, default));

        var forever = NewKey(Theirs) with { ExpiresAt = null };
        await Keys.AddAsync(forever, default);
        Assert.True(await Keys.AnyUsableAsync(now, default));
        await Keys.RevokeAsync(Theirs, forever.Id, now, default);
        Assert.False(await Keys.AnyUsableAsync(now, default));
    }

    [Fact]
    public async Task Key_Touched_NeverGoesBack()
    {
        var (first, second) = (NewKey(), NewKey());
        await Keys.AddAsync(first, default);
        await Keys.AddAsync(second, default);
        await Keys.TouchAsync([new KeyUse(second.Id, TestIds.Epoch.AddHours(2)), new KeyUse(first.Id, TestIds.Epoch.AddHours(1)), new KeyUse(NewKey().Id, TestIds.Epoch)], default);
        await Keys.TouchAsync([new KeyUse(second.Id, TestIds.Epoch.AddHours(1)), new KeyUse(first.Id, TestIds.Epoch.AddHours(3))], default);
        Assert.Equal(TestIds.Epoch.AddHours(3), (await Keys.FindAsync(first.Id, default))!.LastUsedAt);
        Assert.Equal(TestIds.Epoch.AddHours(2), (await Keys.FindAsync(second.Id, default))!.LastUsedAt);
    }

    [Fact]
    public async Task Keys_BeyondTheBounds_AreRefused()
    {
        var many = Enumerable.Repeat(NewKey().Id, IKeyStore.KeysMax + 1).ToList();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Keys.FindAllAsync(many, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Keys.TouchAsync([.. many.Select(key => new KeyUse(key, TestIds.Epoch))], default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Keys.ListAsync(new KeyQuery { Tenant = Mine, Limit = 201 }, default));
        Assert.Empty(await Keys.FindAllAsync([], default));
    }
}
