using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Runtime.Feeds;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Feeds;

/// <summary>Two nodes on one journal: a reader hears of what the other node writes, and an actor that was fenced there ends.</summary>
public sealed class JournalWatcherTests
{
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Reader_OfASessionThatLivesElsewhere_GetsItsEvents()
    {
        await using var there = new TestHost(Programs.Say("hello"));
        await using var here = new TestHost(Programs.Say("never"), there.Journal, there.Blobs, node: "node-b");
        var session = await there.CreateAsync();
        var watch = new HeadsOf(there.Journal);
        var watcher = Watcher(watch, here);
        var created = new TaskCompletionSource();
        var reading = here.ReadUntilAsync(session, item =>
        {
            created.TrySetResult();
            return item is FeedItem.Event e && e.Stored.Kind == TurnEnded.KindName;
        });
        await created.Task.WaitAsync(Watchdog);

        var prompt = await there.PromptAsync(session);
        await there.ReadTurnAsync(session, prompt.Turn);
        await watcher.TickAsync(CancellationToken.None);

        var items = await reading;
        Assert.Equal(there.Journal.Events(session).Select(e => e.Sequence).Take(items.Count), items.Cast<FeedItem.Event>().Select(e => e.Stored.Sequence));
        Assert.Equal([session], watch.Asked.Distinct());
    }

    [Fact]
    public async Task Actor_FencedElsewhere_EndsQuietlyAndItsReadersAreToldWhereTo()
    {
        var inStep = new TaskCompletionSource();
        async Task<TurnOutcome> Program(ITurnContext turn, CancellationToken token)
        {
            await turn.StepAsync("slow", Effect.Idempotent, Programs.Text, async (_, stop) =>
            {
                inStep.TrySetResult();
                await Task.Delay(Timeout.Infinite, stop);
                return "never";
            });
            return Programs.EndTurn;
        }

        await using var here = new TestHost(Program);
        var session = await here.CreateAsync();
        await here.PromptAsync(session);
        await inStep.Task.WaitAsync(Watchdog);
        var reading = here.ReadUntilAsync(session, item => item is FeedItem.Closed);
        var actor = here.Host.Find(session)!;
        var address = new Uri("http://127.0.0.1:9/");
        Assert.IsType<FenceResult.Taken>(await here.Journal.FenceAsync(session, new Owner("node-b", "start", address), CancellationToken.None));
        var written = here.Journal.Events(session).Count;

        await Watcher(new HeadsOf(here.Journal), here).TickAsync(CancellationToken.None);

        await actor.Ended.WaitAsync(Watchdog);
        Assert.Equal(new FeedItem.Closed(FeedClosedReason.Moved, address), (await reading)[^1]);
        Assert.Equal(written, here.Journal.Events(session).Count);
        // Who comes now reads the journal, and is not sent away.
        var again = await here.ReadUntilAsync(session, item => item is FeedItem.Event e && e.Stored.Sequence == written);
        Assert.DoesNotContain(again, item => item is FeedItem.Closed);
    }

    [Fact]
    public async Task Session_DeletedElsewhere_EndsItsReadersHereAndItsActor()
    {
        await using var there = new TestHost(Programs.Say("hello"));
        await using var here = new TestHost(Programs.Say("never"), there.Journal, there.Blobs, node: "node-b");
        var (read, live) = (await there.CreateAsync(), await there.CreateAsync());
        await here.Host.ActivateAsync(live, ActivationReason.Demand, CancellationToken.None);
        var actor = here.Host.Find(live)!;
        var watcher = Watcher(new HeadsOf(there.Journal), here);
        var readings = new List<Task<List<FeedItem>>>();
        foreach (var session in new[] { read, live })
        {
            var begun = new TaskCompletionSource();
            readings.Add(here.ReadUntilAsync(session, item =>
            {
                begun.TrySetResult();
                return item is FeedItem.Closed;
            }));
            await begun.Task.WaitAsync(Watchdog);
        }

        foreach (var session in new[] { read, live }) Assert.Equal(DeleteResult.Deleted, await there.Host.DeleteAsync(session, CancellationToken.None));
        await watcher.TickAsync(CancellationToken.None);

        foreach (var reading in readings) Assert.Equal(new FeedItem.Closed(FeedClosedReason.Deleted), (await reading.WaitAsync(Watchdog))[^1]);
        await actor.Ended.WaitAsync(Watchdog);
    }

    [Fact]
    public async Task Hint_ThatIsNotTrue_StopsNobodyAndDeafensNobody()
    {
        await using var there = new TestHost(Programs.Say("hello"));
        await using var here = new TestHost(Programs.Say("mine"), there.Journal, there.Blobs, node: "node-b");
        var (session, mine) = (await there.CreateAsync(), await here.CreateAsync());
        await here.Host.ActivateAsync(mine, ActivationReason.Demand, CancellationToken.None);
        var watcher = Watcher(new HeadsOf(there.Journal), here);
        var created = new TaskCompletionSource();
        var reading = here.ReadUntilAsync(session, item =>
        {
            created.TrySetResult();
            return item is FeedItem.Event e && e.Stored.Kind == TurnEnded.KindName;
        });
        await created.Task.WaitAsync(Watchdog);

        foreach (var key in new[] { session, mine }) await watcher.HearAsync(new SessionHead(key, long.MaxValue, long.MaxValue), CancellationToken.None);
        var prompt = await there.PromptAsync(session);
        await there.ReadTurnAsync(session, prompt.Turn);
        await watcher.HearAsync(new SessionHead(session, 1, 2), CancellationToken.None);

        await reading;
        var own = await here.PromptAsync(mine);
        await here.ReadTurnAsync(mine, own.Turn);
        Assert.Equal(1, (await here.Journal.FindAsync(mine, CancellationToken.None))!.Epoch);
    }

    [Fact]
    public async Task Actor_ThatHoldsTheFence_GoesOn()
    {
        await using var here = new TestHost(Programs.Say("hello"));
        var session = await here.CreateAsync();
        await here.Host.ActivateAsync(session, ActivationReason.Demand, CancellationToken.None);
        await Watcher(new HeadsOf(here.Journal), here).TickAsync(CancellationToken.None);
        var prompt = await here.PromptAsync(session);
        await here.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal(1, (await here.Journal.FindAsync(session, CancellationToken.None))!.Epoch);
    }

    private static JournalWatcher Watcher(IJournalWatch watch, TestHost host) => new(watch, host.Hub, host.Host, host.Time, NullLogger<JournalWatcher>.Instance);

    private sealed class HeadsOf(MemoryJournal journal) : IJournalWatch
    {
        public List<SessionKey> Asked { get; } = [];

        public async Task<IReadOnlyList<SessionHead>> HeadsAsync(IReadOnlyList<SessionKey> sessions, CancellationToken cancellationToken)
        {
            Asked.AddRange(sessions);
            var heads = new List<SessionHead>();
            foreach (var session in sessions)
                if (await journal.FindAsync(session, cancellationToken) is { } row) heads.Add(new SessionHead(session, row.Epoch, row.Head));
            return heads;
        }

        public async IAsyncEnumerable<SessionHead> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            yield break;
        }
    }
}
