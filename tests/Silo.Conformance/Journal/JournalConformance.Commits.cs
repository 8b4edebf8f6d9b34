using Silo.Abstractions.Events;
using Silo.Abstractions.Journal;
using Xunit;

namespace Silo.Conformance.Journal;

public abstract partial class JournalConformance
{
    [Fact]
    public async Task Append_SeveralEvents_AreReadInOrderByteForByte()
    {
        var session = await NewSessionAsync();
        var odd = new StoredEvent(2, "later.unheard_of", "{ \"v\" : 9,\t\"kind\":\"later.unheard_of\", \"dat\\u0061\":[1.0,\"\u00e4\"] } "u8.ToArray());

        await session.AppendAsync(session.Commit() with { Events = [odd, TestSession.Event(3)] });

        var read = await ReadAllAsync(session.Key);
        Assert.Equal([1, 2, 3], read.Select(e => e.Sequence));
        Assert.Equal(odd.Kind, read[1].Kind);
        Assert.Equal(odd.Utf8.ToArray(), read[1].Utf8.ToArray());
        Assert.Equal(3, (await Journal.FindAsync(session.Key, default))!.Head);
    }

    [Fact]
    public async Task Append_OlderEpoch_IsFencedAndNamesTheNewOwner()
    {
        var session = await NewSessionAsync();
        var stale = session.Commit();
        await session.FenceAsync("node-b", "start-2");

        var result = Assert.IsType<AppendResult.Fenced>(await Journal.AppendAsync(stale, default));

        Assert.Equal(2, result.Epoch);
        Assert.Equal(new Owner("node-b", "start-2"), result.By);
        Assert.Single(await ReadAllAsync(session.Key));
    }

    [Fact]
    public async Task Append_EpochNeverGivenOut_IsAConflict()
    {
        var session = await NewSessionAsync();
        Assert.IsType<AppendResult.Conflict>(await Journal.AppendAsync(session.Commit() with { Epoch = 2 }, default));
        Assert.Single(await ReadAllAsync(session.Key));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Append_OtherHead_IsAConflictThatNamesTheHead(long head)
    {
        var session = await NewSessionAsync();
        await session.AppendAsync();

        var result = await Journal.AppendAsync(session.Commit() with { Head = head, Events = [TestSession.Event(head + 1)] }, default);

        Assert.Equal(2, Assert.IsType<AppendResult.Conflict>(result).Head);
        Assert.Equal(2, (await ReadAllAsync(session.Key)).Count);
    }

    [Fact]
    public async Task Append_UnknownSession_IsGone() =>
        Assert.IsType<AppendResult.Gone>(await Journal.AppendAsync(new TestSession(Journal, NewKey()) { Epoch = 1 }.Commit(), default));

    [Fact]
    public async Task Append_FencedAmongMany_FailsAlone()
    {
        var sessions = new List<TestSession>();
        for (var i = 0; i < 24; i++) sessions.Add(await NewSessionAsync());
        var stale = sessions.Where((_, i) => i % 3 == 0).ToList();
        foreach (var session in stale) await Journal.FenceAsync(session.Key, new Owner("node-b", "start-2"), default);

        // Sent at once, they share transactions.
        var results = await Task.WhenAll(sessions.Select(s => Journal.AppendAsync(s.Commit(), default)));

        for (var i = 0; i < sessions.Count; i++)
        {
            if (stale.Contains(sessions[i])) Assert.IsType<AppendResult.Fenced>(results[i]);
            else Assert.IsType<AppendResult.Appended>(results[i]);
            Assert.Equal(stale.Contains(sessions[i]) ? 1 : 2, (await ReadAllAsync(sessions[i].Key)).Count);
        }
    }

    [Fact]
    public async Task Append_SameCommitSentTwiceAtOnce_IsTakenOnce()
    {
        var session = await NewSessionAsync();
        var commit = session.Commit();

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Journal.AppendAsync(commit, default)));

        Assert.Single(results.OfType<AppendResult.Appended>());
        Assert.Equal(7, results.OfType<AppendResult.Conflict>().Count());
        Assert.Equal(2, (await ReadAllAsync(session.Key)).Count);
    }

    [Fact]
    public async Task Append_BeyondABound_IsRefusedBeforeAnythingIsWritten()
    {
        var session = await NewSessionAsync();
        var other = await NewSessionAsync();
        var good = session.Commit();
        var large = new byte[EventLimits.EventBytesMax];
        Commit[] refused =
        [
            good with { Events = [] },
            good with { Events = [.. Enumerable.Range(2, 257).Select(i => TestSession.Event(i))] },
            good with { Events = [TestSession.Event(3)] },
            good with { Events = [TestSession.Event(2), TestSession.Event(4)] },
            good with { Events = [new StoredEvent(2, "k", new byte[EventLimits.EventBytesMax + 1])] },
            good with { Events = [new StoredEvent(2, "k", Array.Empty<byte>())] },
            good with { Events = [.. Enumerable.Range(2, 5).Select(i => new StoredEvent(i, "k", large))] },
            good with { Epoch = 0 },
            good with { Tickets = [NewTicket(other)] },
            good with { Approvals = [NewApproval(other)] },
        ];

        foreach (var commit in refused) await Assert.ThrowsAnyAsync<ArgumentException>(() => Journal.AppendAsync(commit, default));

        Assert.Single(await ReadAllAsync(session.Key));
    }

    [Fact]
    public async Task Append_AtEachBound_IsTaken()
    {
        var session = await NewSessionAsync();
        var large = new byte[EventLimits.EventBytesMax];
        large.AsSpan().Fill((byte)' ');

        await session.AppendAsync(events: EventLimits.CommitEventsMax);
        await session.AppendAsync(session.Commit() with { Events = [.. Enumerable.Range(1, 4).Select(i => new StoredEvent(session.Head + i, "k", large))] });

        Assert.Equal(1 + 256 + 4, (await ReadAllAsync(session.Key)).Count);
    }

    [Fact]
    public async Task Append_AfterOpeningAgain_GoesOnFromWhatWasWritten()
    {
        var session = await NewSessionAsync();
        await session.AppendAsync(events: 3, text: "before");

        var second = await OpenAsync();

        var row = await second.FindAsync(session.Key, default);
        Assert.Equal(4, row!.Head);
        Assert.IsType<AppendResult.Appended>(await second.AppendAsync(session.Commit(), default));
        Assert.Equal(5, (await ReadAllAsync(session.Key)).Count);
    }

    [Fact]
    public async Task Append_CancelledWhileWaiting_StopsTheWaitOnly()
    {
        var session = await NewSessionAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Journal.AppendAsync(session.Commit(), cancelled.Token));

        // The outcome is unknown, as after any exception: the fence tells.
        var taken = await session.FenceAsync();
        Assert.Equal(taken.Row.Head, (await ReadAllAsync(session.Key)).Count);
        await session.AppendAsync();
    }
}
