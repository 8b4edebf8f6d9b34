using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Conformance.Access;
using Silo.Runtime.Access;
using Silo.Runtime.Identity;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Access;

public sealed class KeyRingTests
{
    private static readonly TenantId Tenant = TenantId.Parse("mine");

    private readonly ManualTime _time = new();
    private readonly MemoryKeys _store = new();
    private readonly KeyRing _ring;
    private readonly KeyDirectory _here;
    private readonly KeyDirectory _elsewhere;

    public KeyRingTests()
    {
        _ring = new KeyRing(_store, _time);
        var random = new SystemRandomSource();
        var ids = new TimedIdSource(_time, random);
        _here = new KeyDirectory(_store, _ring, _time, ids, random);
        _elsewhere = new KeyDirectory(_store, ring: null, _time, ids, random);
    }

    [Fact]
    public async Task Key_Made_OpensAndItsSecretIsNowhereElse()
    {
        var made = await MakeAsync();
        Assert.Matches("^silo_[0-9a-hjkmnp-tv-z]{26}_[0-9a-f]{64}$", made.Text);
        Assert.Equal(made.Key, await _ring.AuthenticateAsync(made.Text, default));
        Assert.Equal(made.Key, await _ring.FindAsync(made.Key.Id, default));
        Assert.DoesNotContain(made.Text[^64..], made.Key.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(made.Text[^64..], made.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_NotAsItWasMade_OpensNothing()
    {
        var made = await MakeAsync();
        var text = made.Text;
        string?[] others =
        [
            null, "", "silo_", text[..^1], text + "0", text.ToUpperInvariant(), " " + text, text.Replace("silo_", "sxlo_", StringComparison.Ordinal),
            text[..^1] + (text[^1] == '0' ? '1' : '0'), text[..31] + '-' + text[32..], text[..^1] + 'g', made.Key.Id.Value, made.Key.SecretSha256,
            text[..32] + made.Key.SecretSha256, (await MakeAsync()).Text[..32] + text[32..], "silo_" + new string('z', 26) + text[31..],
        ];
        foreach (var other in others) Assert.Null(await _ring.AuthenticateAsync(other, default));
        Assert.NotNull(await _ring.AuthenticateAsync(text, default));
    }

    [Fact]
    public async Task Key_Expired_OpensNothingFromThatMomentOn()
    {
        var made = await MakeAsync(TimeSpan.FromSeconds(1));
        Assert.NotNull(await _ring.AuthenticateAsync(made.Text, default));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await _ring.AuthenticateAsync(made.Text, default));
    }

    [Fact]
    public async Task Key_RevokedHere_OpensNothingAtOnceAndEndsItsWatches()
    {
        var made = await MakeAsync();
        var key = (await _ring.AuthenticateAsync(made.Text, default))!;
        using var watch = _ring.Watch(key);
        await _here.RevokeAsync(Tenant, made.Key.Id, default);
        Assert.True(watch.Ended.IsCancellationRequested);
        Assert.Null(await _ring.AuthenticateAsync(made.Text, default));
        using var late = _ring.Watch(key);
        Assert.True(late.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task Key_RevokedElsewhere_OpensNothingAfterTheDelay()
    {
        var made = await MakeAsync();
        await _ring.AuthenticateAsync(made.Text, default);
        await _elsewhere.RevokeAsync(Tenant, made.Key.Id, default);
        _time.Advance(IKeyDirectory.RevocationDelayMax - TimeSpan.FromTicks(1));
        Assert.NotNull(await _ring.AuthenticateAsync(made.Text, default));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Null(await _ring.AuthenticateAsync(made.Text, default));
    }

    [Fact]
    public async Task Watch_OfAKeyRevokedElsewhere_EndsWithTheNextTick()
    {
        var (first, second) = (await MakeAsync(), await MakeAsync());
        using var ends = _ring.Watch((await _ring.AuthenticateAsync(first.Text, default))!);
        using var stays = _ring.Watch((await _ring.AuthenticateAsync(second.Text, default))!);
        await _elsewhere.RevokeAsync(Tenant, first.Key.Id, default);
        await _ring.TickAsync(default);
        Assert.True(ends.Ended.IsCancellationRequested);
        Assert.False(stays.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task Watch_OfAKeyThatExpires_EndsWithTheNextTick()
    {
        var made = await MakeAsync(TimeSpan.FromSeconds(30));
        using var watch = _ring.Watch((await _ring.AuthenticateAsync(made.Text, default))!);
        await _ring.TickAsync(default);
        Assert.False(watch.Ended.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(30));
        await _ring.TickAsync(default);
        Assert.True(watch.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task Watch_WhileTheStoreIsSilent_EndsAfterTheSilence()
    {
        var made = await MakeAsync();
        using var watch = _ring.Watch((await _ring.AuthenticateAsync(made.Text, default))!);
        _store.Failure = () => new JournalUnreachableException("gone");
        _time.Advance(KeyRing.SilenceMax);
        await Assert.ThrowsAsync<JournalUnreachableException>(() => _ring.TickAsync(default));
        Assert.False(watch.Ended.IsCancellationRequested);
        _time.Advance(TimeSpan.FromTicks(1));
        await Assert.ThrowsAsync<JournalUnreachableException>(() => _ring.TickAsync(default));
        Assert.True(watch.Ended.IsCancellationRequested);

        // The store is back: nobody revoked the key.
        _store.Failure = null;
        Assert.Equal(made.Key, await _ring.AuthenticateAsync(made.Text, default));
        using var anew = _ring.Watch(made.Key);
        await _ring.TickAsync(default);
        Assert.False(anew.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task Watch_WhileTheStoreHangs_EndsAfterTheSilence()
    {
        var (made, expiring) = (await MakeAsync(), await MakeAsync(KeyRing.TickMax));
        using var watch = _ring.Watch((await _ring.AuthenticateAsync(made.Text, default))!);
        using var until = _ring.Watch((await _ring.AuthenticateAsync(expiring.Text, default))!);
        _store.BeforeAnswers = () => new TaskCompletionSource().Task;
        for (var hung = KeyRing.TickMax; hung <= KeyRing.SilenceMax + KeyRing.TickMax; hung += KeyRing.TickMax)
        {
            Assert.False(watch.Ended.IsCancellationRequested);
            var tick = _ring.TickAsync(default);
            Assert.Equal(hung > KeyRing.TickMax, until.Ended.IsCancellationRequested);
            _time.Advance(KeyRing.TickMax);
            await Assert.ThrowsAsync<JournalUnreachableException>(() => tick.WaitAsync(TimeSpan.FromSeconds(30)));
        }

        Assert.True(watch.Ended.IsCancellationRequested);
        _store.BeforeAnswers = null;
        Assert.Equal(made.Key, await _ring.AuthenticateAsync(made.Text, default));
    }

    [Fact]
    public async Task Key_ThatTheStoreIsAskedAboutAfterItEndedHere_IsAsTheStoreSays()
    {
        var made = await MakeAsync();
        await _ring.AuthenticateAsync(made.Text, default);

        // A clock that was ahead for a moment ends a key just so.
        _ring.Take(made.Key with { ExpiresAt = _time.GetUtcNow() });
        Assert.Null(await _ring.AuthenticateAsync(made.Text, default));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(made.Key, await _ring.AuthenticateAsync(made.Text, default));
        using var watch = _ring.Watch(made.Key);
        Assert.False(watch.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task LookUps_OfKeysThatNobodyHas_AreBoundedAndLeaveKeysInUseAlone()
    {
        var made = await MakeAsync();
        await _ring.AuthenticateAsync(made.Text, default);
        _time.Advance(IKeyDirectory.RevocationDelayMax);
        var ids = new TimedIdSource(_time, new SystemRandomSource());
        var answers = new TaskCompletionSource();
        _store.BeforeAnswer = () => answers.Task;
        var flood = Enumerable.Range(0, KeyRing.LookUpsMax).Select(_ => _ring.FindAsync(ids.NewKey(), default)).ToList();
        await Assert.ThrowsAsync<KeyLookUpsFullException>(() => _ring.FindAsync(ids.NewKey(), default));
        var known = _ring.AuthenticateAsync(made.Text, default);
        answers.SetResult();
        Assert.Equal(made.Key, await known);
        Assert.All(await Task.WhenAll(flood), Assert.Null);
        Assert.Null(await _ring.FindAsync(ids.NewKey(), default));
    }

    [Fact]
    public async Task Answer_ThatARevocationOvertakes_DoesNotBringTheKeyBack()
    {
        var made = await MakeAsync();
        var answers = new TaskCompletionSource();
        _store.BeforeAnswer = () => answers.Task;
        var asking = _ring.AuthenticateAsync(made.Text, default);
        await _here.RevokeAsync(Tenant, made.Key.Id, default);
        _store.BeforeAnswer = null;
        answers.SetResult();
        Assert.Null(await asking);
        Assert.Null(await _ring.AuthenticateAsync(made.Text, default));
    }

    [Fact]
    public async Task Store_IsAskedOncePerDelay_AndUsesAreNotedOncePerMinute()
    {
        var made = await MakeAsync();
        for (var i = 0; i < 10; i++) await _ring.AuthenticateAsync(made.Text, default);
        Assert.Equal(1, _store.Finds);
        var first = _time.GetUtcNow();
        await _ring.TickAsync(default);
        Assert.Equal(first, (await _store.FindAsync(made.Key.Id, default))!.LastUsedAt);

        _time.Advance(TimeSpan.FromSeconds(59));
        await _ring.AuthenticateAsync(made.Text, default);
        await _ring.TickAsync(default);
        Assert.Equal(first, (await _store.FindAsync(made.Key.Id, default))!.LastUsedAt);
        _time.Advance(TimeSpan.FromSeconds(1));
        await _ring.AuthenticateAsync(made.Text, default);
        await _ring.TickAsync(default);
        Assert.Equal(first.AddMinutes(1), (await _store.FindAsync(made.Key.Id, default))!.LastUsedAt);
    }

    [Fact]
    public async Task Watch_OfAKeyThatWasIdle_StillEnds()
    {
        var made = await MakeAsync();
        var key = (await _ring.AuthenticateAsync(made.Text, default))!;
        _time.Advance(TimeSpan.FromHours(1));
        await _ring.TickAsync(default);
        using var watch = _ring.Watch(key);
        await _elsewhere.RevokeAsync(Tenant, key.Id, default);
        await _ring.TickAsync(default);
        Assert.True(watch.Ended.IsCancellationRequested);
    }

    private Task<CreatedKey> MakeAsync(TimeSpan? expiresIn = null) =>
        _here.CreateAsync(new CreateKeyCommand(Tenant, Role.User, "test", _time.GetUtcNow() + expiresIn, "local"), default);
}
