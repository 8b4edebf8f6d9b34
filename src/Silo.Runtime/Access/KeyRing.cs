using System.Collections.Concurrent;
using System.Security.Cryptography;
using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;

namespace Silo.Runtime.Access;

/// <summary>Knows the keys that are in use on this host, and lets nobody in by what it knew for longer than <see cref="IKeyDirectory.RevocationDelayMax"/>.</summary>
/// <remarks>Holds keys that exist and nothing about ones that do not, so it grows no further than the store; one that nobody uses is let go.</remarks>
/// <param name="store">Keeps the keys.</param>
/// <param name="time">The clock.</param>
public sealed class KeyRing(IKeyStore store, TimeProvider time)
{
    private static readonly TimeSpan IdleMax = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan NoteEvery = TimeSpan.FromMinutes(1);

    // Compared with when there is no such key: looking for an id costs the same either way.
    private static readonly byte[] NoHash = new byte[SHA256.HashSizeInBytes];

    private readonly ConcurrentDictionary<KeyId, HeldKey> _held = new();

    // Who shows anything that looks like a key takes no place from keys that are in use.
    private readonly LookUps _ofHeld = new(LookUpsMax);
    private readonly LookUps _ofOthers = new(LookUpsMax);

    // Keys that ended lately, and when: an answer whose question was under way then does not bring one back, a later one does.
    private readonly ConcurrentDictionary<KeyId, long> _gone = new();

    /// <summary>Most questions to the store under way about single keys that are in use here, and as many about others.</summary>
    public static int LookUpsMax => 256;

    /// <summary>How long watches outlast a store that does not answer.</summary>
    public static TimeSpan SilenceMax => TimeSpan.FromSeconds(10);

    /// <summary>What the store may take for the questions of one tick: one that hangs must not hold up the ends of what watches it.</summary>
    public static TimeSpan TickMax => TimeSpan.FromSeconds(5);

    /// <summary>Finds the key that a caller shows.</summary>
    /// <returns>Null when it is none, is wrong, was revoked, or has expired; nobody learns which.</returns>
    /// <exception cref="KeyLookUpsFullException">As many look-ups are under way as may. Retry.</exception>
    /// <exception cref="JournalException">The store did not answer. Retry.</exception>
    public async Task<ApiKey?> AuthenticateAsync(string? text, CancellationToken cancellationToken)
    {
        if (!KeyText.TryRead(text, out var id, out var hash)) return null;
        var key = await LookAsync(id, cancellationToken);
        var same = CryptographicOperations.FixedTimeEquals(hash, key is null ? NoHash : Convert.FromHexString(key.SecretSha256));
        return same && key is not null ? Used(key) : null;
    }

    /// <summary>Whether this is the text of a key that opened something here lately. Asks no store; whether it still does is not said.</summary>
    public bool IsInUse(string? text) =>
        KeyText.TryRead(text, out var id, out var hash)
        && CryptographicOperations.FixedTimeEquals(hash, _held.TryGetValue(id, out var held) ? Convert.FromHexString(held.Key.SecretSha256) : NoHash);

    /// <summary>Finds a key that something signed here stands for.</summary>
    /// <returns>Null when there is none, or it was revoked or has expired.</returns>
    /// <exception cref="KeyLookUpsFullException">As many look-ups are under way as may. Retry.</exception>
    /// <exception cref="JournalException">The store did not answer. Retry.</exception>
    public async Task<ApiKey?> FindAsync(KeyId id, CancellationToken cancellationToken) =>
        await LookAsync(id, cancellationToken) is { } key ? Used(key) : null;

    /// <summary>Watches a key that was just found: the watch's token is cancelled when the key is revoked or expires. The caller disposes it.</summary>
    public KeyWatch Watch(ApiKey key)
    {
        while (true)
        {
            var held = _held.GetOrAdd(key.Id, _ => new HeldKey(key, time.GetTimestamp(), known: false));
            if (!held.TryEnter()) continue;
            if (IsGone(key.Id, held.IsKnown ? held.AskedAt : long.MinValue)) End(key.Id);
            return new KeyWatch(held);
        }
    }

    /// <summary>Learns that a key stands otherwise: one that opens nothing any more ends here at once.</summary>
    public void Take(ApiKey key)
    {
        if (!key.IsUsable(time.GetUtcNow())) End(key.Id);
    }

    /// <summary>Looks after the keys in use: asks the store about those that are watched, notes their use, lets idle ones go.</summary>
    /// <exception cref="JournalException">The store did not answer; watches it has not answered about for <see cref="SilenceMax"/> have ended.</exception>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        EndExpired();
        using var patience = new CancellationTokenSource(TickMax, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            foreach (var watched in _held.Values.Where(held => held.IsWatched).Select(held => held.Key.Id).Chunk(IKeyStore.KeysMax)) await AskAsync(watched, either.Token);
            foreach (var uses in Uses().Chunk(IKeyStore.KeysMax)) await store.TouchAsync(uses, either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new JournalUnreachableException($"The store did not answer within {TickMax.TotalSeconds} s. Retry.", e);
        }
        finally
        {
            EndSilent();
            LetIdleGo();
        }
    }

    private async Task<ApiKey?> LookAsync(KeyId id, CancellationToken cancellationToken)
    {
        if (_held.TryGetValue(id, out var held) && held.IsKnown && time.GetElapsedTime(held.AskedAt) < IKeyDirectory.RevocationDelayMax)
            return held.Key.IsUsable(time.GetUtcNow()) ? held.Key : null;

        // The answer is as old as its question.
        var asked = time.GetTimestamp();
        if (await (held is null ? _ofOthers : _ofHeld).FindAsync(store, id, cancellationToken) is not { } found) return null;
        if (!found.IsUsable(time.GetUtcNow()))
        {
            End(id);
            return null;
        }

        if (IsGone(id, asked)) return null;
        _held.GetOrAdd(id, _ => new HeldKey(found, asked, known: true)).Refresh(found, asked);
        return found;
    }

    private ApiKey Used(ApiKey key)
    {
        if (_held.TryGetValue(key.Id, out var held)) held.Use(time.GetUtcNow());
        return key;
    }

    private async Task AskAsync(IReadOnlyList<KeyId> ids, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        var found = (await store.FindAllAsync(ids, cancellationToken).WaitAsync(cancellationToken)).ToDictionary(key => key.Id);
        foreach (var id in ids)
        {
            if (found.GetValueOrDefault(id) is { } key && key.IsUsable(time.GetUtcNow()))
            {
                if (_held.TryGetValue(id, out var held)) held.Refresh(key, asked);
            }
            else End(id);
        }
    }

    private List<KeyUse> Uses()
    {
        var uses = new List<KeyUse>();
        foreach (var held in _held.Values)
            if (held.TakeUse(NoteEvery) is { } at) uses.Add(new KeyUse(held.Key.Id, at));
        return uses;
    }

    private void EndExpired()
    {
        var now = time.GetUtcNow();
        foreach (var held in _held.Values)
            if (!held.Key.IsUsable(now)) End(held.Key.Id);
    }

    // Nobody said that these keys are gone: what watches them ends, and the next answer counts.
    private void EndSilent()
    {
        foreach (var held in _held.Values)
            if (held.IsWatched && time.GetElapsedTime(held.AskedAt) > SilenceMax && _held.TryRemove(KeyValuePair.Create(held.Key.Id, held))) held.End();
    }

    private void LetIdleGo()
    {
        foreach (var held in _held.Values)
            if (time.GetElapsedTime(held.AskedAt) > IdleMax && held.TryClose() && _held.TryRemove(KeyValuePair.Create(held.Key.Id, held))) held.Dispose();
        foreach (var (id, at) in _gone)
            if (time.GetElapsedTime(at) > IdleMax) _gone.TryRemove(id, out _);
    }

    // The store knows best, once it was asked after the end: a clock that was ahead for a moment, or an end that it never heard of, is forgotten.
    private bool IsGone(KeyId id, long asked)
    {
        if (!_gone.TryGetValue(id, out var at)) return false;
        if (asked <= at) return true;
        _gone.TryRemove(KeyValuePair.Create(id, at));
        return false;
    }

    private void End(KeyId id)
    {
        _gone[id] = time.GetTimestamp();
        if (_held.TryRemove(id, out var held)) held.End();
    }
}
