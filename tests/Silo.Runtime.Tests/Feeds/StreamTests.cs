using System.Text;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Turns;
using Silo.Runtime.Hosting;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Feeds;

/// <summary>Promise 4: no gap, no repeat, no splice.</summary>
public sealed class StreamTests
{
    private static readonly string[] Pieces = ["Gr", "ü", "ße ", "an ", "alle ", "🌍", "!", " Und", " nun", " das", " Ende."];

    [Fact]
    public async Task Reader_ThatLeavesAndReturnsAtEveryItem_GetsExactlyWhatFollows()
    {
        await using var host = new TestHost(Gated(out var gate), options: new RuntimeOptions { KeepPieces = true });
        var session = await host.CreateAsync();
        var prompt = await host.PromptAsync(session);
        var cursor = Cursor.Start(session.Session);
        var text = new StringBuilder();
        long last = 0;
        var offset = 0;
        while (true)
        {
            gate.Release();
            // A new reader for each single item: its cursor is all that it keeps, through text as a client would.
            var item = (await host.ReadUntilAsync(session, _ => true, cursor))[0];
            cursor = Read(item is FeedItem.Event e ? e.After : ((FeedItem.Delta)item).After, session.Session);
            if (item is FeedItem.Event { Stored: var stored })
            {
                Assert.Equal(last + 1, stored.Sequence);
                last = stored.Sequence;
                if (stored.Kind == TurnEnded.KindName) break;
            }
            else if (item is FeedItem.Delta { Piece: var piece })
            {
                Assert.Equal(offset, piece.From.Offset);
                offset += piece.Utf8.Length;
                text.Append(Encoding.UTF8.GetString(piece.Utf8.Span));
            }
        }

        Assert.Equal(string.Concat(Pieces), text.ToString());
        Assert.Equal(prompt.Turn, EventCodec.Decode(host.Journal.Events(session)[^1]).Turn);
    }

    [Fact]
    public async Task Reader_ThatStopsInMidMessage_GetsTheRestAfterTheMessageIsComplete()
    {
        for (var cut = 1; cut < Pieces.Length; cut++)
        {
            await using var host = new TestHost(Gated(out var gate), options: new RuntimeOptions { KeepPieces = true });
            var session = await host.CreateAsync();
            var prompt = await host.PromptAsync(session);
            gate.Release(cut);
            var count = 0;
            var begun = await host.ReadUntilAsync(session, i => i is FeedItem.Delta && ++count == cut);
            gate.Release(Pieces.Length);
            await host.ReadTurnAsync(session, prompt.Turn);
            var rest = await host.ReadTurnAsync(session, prompt.Turn, Read(((FeedItem.Delta)begun[^1]).After, session.Session));
            Assert.Equal(string.Concat(Pieces), Text(begun) + Text(rest));
            Assert.True(rest.FindIndex(i => i is FeedItem.Delta) < rest.FindIndex(i => TestHost.Name(i) == "message.completed"));
        }
    }

    [Fact]
    public async Task Reader_StoppedInALaterBlock_GetsItsRestThoughEarlierBlocksWereEmpty()
    {
        await using var host = new TestHost(async (turn, _) =>
        {
            await turn.MessageAsync(new MessageRequest("fake", "m"), (_, sink, _) =>
            {
                sink.Open(DeltaKind.Message);
                sink.Open(DeltaKind.Thought);
                sink.Open(DeltaKind.Thought);
                sink.Sign("signed");
                sink.Open(DeltaKind.Message);
                sink.Append("Hel");
                sink.Append("lo");
                return Task.FromResult(new MessageResult("end_turn", "m", Usage.None));
            });
            return Programs.EndTurn;
        }, options: new() { KeepPieces = true });
        var session = await host.CreateAsync();
        var prompt = await host.PromptAsync(session);
        var whole = await host.ReadTurnAsync(session, prompt.Turn);
        var completed = host.Data<MessageCompleted>(session).Single();
        Assert.Equal([new ThoughtBlock(string.Empty, "signed"), new TextBlock("Hello")], completed.Blocks);

        // Whether it was fast enough to see the pieces or not: a reader that had the first one gets the second.
        var started = whole.OfType<FeedItem.Event>().Single(e => e.Stored.Kind == "message.started");
        var step = EventCodec.Decode(started.Stored);
        var had = new Cursor(session.Session, step.Sequence, [new OpenPosition(step.Step, step.Epoch, 1, 1, 3)]);
        var rest = (await host.ReadTurnAsync(session, prompt.Turn, had)).OfType<FeedItem.Delta>().Select(d => d.Piece).ToList();
        Assert.Equal("lo", string.Concat(rest.Select(p => System.Text.Encoding.UTF8.GetString(p.Utf8.Span))));
        Assert.All(rest, p => Assert.Equal((DeltaKind.Message, 1), (p.Kind, p.From.Block)));
    }

    [Fact]
    public async Task Reader_InTheTextOfACancelledMessage_IsNotGivenAnotherBlocksBytes()
    {
        var said = new TaskCompletionSource();
        await using var host = new TestHost(async (turn, token) =>
        {
            await turn.MessageAsync(new MessageRequest("fake", "m"), async (_, sink, cancel) =>
            {
                sink.Open(DeltaKind.Thought);
                sink.Append("thinking");
                sink.Open(DeltaKind.Message);
                sink.Append("Hello");
                said.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
                return new MessageResult("end_turn", "m", Usage.None);
            });
            return Programs.EndTurn;
        });
        var session = await host.CreateAsync();
        var prompt = await host.PromptAsync(session);
        await said.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await host.Directory.CancelAsync(session, prompt.Turn, CancellationToken.None);
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal([new ThoughtBlock("thinking"), new TextBlock("Hello")], host.Data<MessageCompleted>(session).Single().Blocks);
        var step = host.Journal.Events(session).Select(EventCodec.Decode).Single(e => e.Data is MessageStarted);
        foreach (var (block, offset, expected) in new[] { (0, 5, "ingHello"), (1, 2, "llo") })
        {
            var had = new Cursor(session.Session, step.Sequence, [new OpenPosition(step.Step, step.Epoch, 1, block, offset)]);
            var rest = (await host.ReadTurnAsync(session, prompt.Turn, had)).OfType<FeedItem.Delta>();
            Assert.Equal(expected, string.Concat(rest.Select(d => System.Text.Encoding.UTF8.GetString(d.Piece.Utf8.Span))));
        }
    }

    [Fact]
    public async Task Reader_OfAMessageThatAnotherActivationMadeAnew_GetsTheResetAndTheNewAttemptFromItsStart()
    {
        var dead = new TestHost(Gated(out var gate));
        var session = await dead.CreateAsync();
        var prompt = await dead.PromptAsync(session);
        gate.Release(3);
        var begun = await dead.ReadUntilAsync(session, i => i is FeedItem.Delta);
        await using var host = new TestHost(Gated(out var second), dead.Journal, dead.Blobs);
        second.Release(Pieces.Length);
        await host.Host.ActivateAsync(session, Silo.Abstractions.Sessions.ActivationReason.Resume, CancellationToken.None);
        var rest = await host.ReadTurnAsync(session, prompt.Turn, ((FeedItem.Delta)begun[^1]).After);
        var reset = rest.FindIndex(i => TestHost.Name(i) == "message.reset");
        Assert.True(reset >= 0);
        Assert.DoesNotContain(rest.Take(reset), i => i is FeedItem.Delta);
        var pieces = rest.OfType<FeedItem.Delta>().ToList();
        Assert.All(pieces, p => Assert.Equal((2, 2L), (p.Piece.From.Attempt, p.Piece.From.Epoch)));
        if (pieces.Count > 0) Assert.Equal(0, pieces[0].Piece.From.Offset);
        Assert.Equal(string.Concat(Pieces), ((TextBlock)host.Data<MessageCompleted>(session).Single().Blocks[0]).Text);
    }

    [Fact]
    public async Task Reader_Slow_GetsAdjacentPiecesJoined()
    {
        await using var host = new TestHost(Gated(out var gate));
        var session = await host.CreateAsync();
        await host.PromptAsync(session);
        gate.Release(Pieces.Length - 1);
        // All but the last piece are there before the reader comes: they arrive as one.
        await host.ReadUntilAsync(session, i => i is FeedItem.Delta d && d.Piece.To.Offset == Encoding.UTF8.GetByteCount(string.Concat(Pieces[..^1])));
        var late = await host.ReadUntilAsync(session, i => i is FeedItem.Delta);
        Assert.Equal(string.Concat(Pieces[..^1]), Text(late));
        gate.Release();
    }

    [Fact]
    public async Task Feed_WithoutFollow_EndsAtTheHead()
    {
        await using var host = new TestHost(Programs.Say("x"));
        var session = await host.CreateAsync();
        var prompt = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, prompt.Turn);
        var items = new List<FeedItem>();
        await foreach (var item in host.Feed.ReadAsync(session, Cursor.Start(session.Session), new FeedOptions { Follow = false }, CancellationToken.None)) items.Add(item);
        Assert.Equal("closed:End", TestHost.Name(items[^1]));
        Assert.Equal(host.Journal.Events(session).Count, items.Count - 1);
    }

    [Fact]
    public async Task Feed_OfAnUnknownSession_IsClosed()
    {
        await using var host = new TestHost(Programs.Say("x"));
        var unknown = new Silo.Abstractions.Identity.SessionKey(Silo.Abstractions.Identity.TenantId.Default, host.Ids.NewSession());
        var items = await host.ReadUntilAsync(unknown, i => i is FeedItem.Closed);
        Assert.Equal("closed:Deleted", TestHost.Name(items[^1]));
        Assert.Equal(0, host.Hub.Count);
    }

    private static Cursor Read(Cursor cursor, Silo.Abstractions.Identity.SessionId session)
    {
        Assert.True(CursorCodec.TryDecode(CursorCodec.Encode(cursor), session, out var read));
        Assert.Equal(cursor, read);
        return read;
    }

    private static string Text(IEnumerable<FeedItem> items) =>
        string.Concat(items.OfType<FeedItem.Delta>().Select(d => Encoding.UTF8.GetString(d.Piece.Utf8.Span)));

    /// <summary>A model that says one piece for each release of its gate.</summary>
    private static Func<ITurnContext, CancellationToken, Task<TurnOutcome>> Gated(out SemaphoreSlim gate)
    {
        var opened = gate = new SemaphoreSlim(0);
        return async (turn, _) =>
        {
            await turn.MessageAsync(new MessageRequest("fake", "m"), async (_, sink, token) =>
            {
                sink.Open(DeltaKind.Message);
                foreach (var piece in Pieces)
                {
                    await opened.WaitAsync(token);
                    sink.Append(piece);
                }

                return new MessageResult("end_turn", "m", Usage.None);
            });
            return Programs.EndTurn;
        };
    }
}
