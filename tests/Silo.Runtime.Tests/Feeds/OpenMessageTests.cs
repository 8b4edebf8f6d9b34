using System.Text;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Turns;
using Silo.Runtime.Feeds;
using Silo.Runtime.Identity;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Feeds;

public sealed class OpenMessageTests
{
    private static readonly TimedIdSource Ids = new(new ManualTime(), new SeededRandom(3));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(300)]
    [InlineData(40_000)]
    public void Block_ReadInPieces_IsWhatWasWritten(int pieceBytes)
    {
        var block = new OpenBlock(DeltaKind.Message, callId: null, tool: null, keepBoundaries: false);
        var text = string.Concat(Enumerable.Range(0, 5000).Select(i => "aé€😀"[..(i % 3 + 1)]));
        var utf8 = Encoding.UTF8.GetBytes(text);
        for (var i = 0; i < utf8.Length; i += pieceBytes) block.Append(utf8.AsSpan(i, Math.Min(pieceBytes, utf8.Length - i)));
        Assert.Equal(utf8, block.ReadAll());
        var read = new List<byte>();
        while (read.Count < block.Length)
        {
            var piece = block.Read(read.Count, bytesMax: 17);
            Assert.InRange(piece.Length, 1, 17);
            Assert.DoesNotContain("\ufffd", Encoding.UTF8.GetString(piece), StringComparison.Ordinal);
            read.AddRange(piece);
        }

        Assert.Equal(utf8, read);
    }

    [Fact]
    public void Message_OpenedButEmpty_TakesNoIndex()
    {
        var message = New();
        message.Open(DeltaKind.Message, null, null);
        message.Open(DeltaKind.Thought, null, null);
        Assert.Empty(message.Blocks);
        message.Sign("signed", redacted: null);
        message.Open(DeltaKind.ToolUse, "c1", "work");
        message.Open(DeltaKind.Message, null, null);
        message.Append(string.Empty);
        Assert.Equal([DeltaKind.Thought, DeltaKind.ToolUse], message.Blocks.Select(b => b.Kind));
        Assert.Equal(("c1", "work"), (message.Blocks[1].CallId!, message.Blocks[1].Tool!));
    }

    [Fact]
    public void Message_CutWithinCharacters_HasThemWhole()
    {
        const string text = "a😀é😀😀b";
        for (var size = 1; size <= text.Length; size++)
        {
            var message = New();
            message.Open(DeltaKind.Message, callId: null, tool: null);
            for (var at = 0; at < text.Length; at += size) message.Append(text.AsSpan(at, Math.Min(size, text.Length - at)));
            Assert.Equal(text, Encoding.UTF8.GetString(message.Blocks.Single().ReadAll()));
        }
    }

    [Fact]
    public void Message_WithHalfACharacterOnly_NeverMixesItIntoWhatFollows()
    {
        var message = New();
        message.Open(DeltaKind.Message, callId: null, tool: null);
        message.Append("a\ud83d");
        message.Append("b\ud83d");
        message.Open(DeltaKind.Message, callId: null, tool: null);
        message.Append("\ude00c");
        Assert.Equal(["a\ufffdb", "\ufffdc"], message.Blocks.Select(b => Encoding.UTF8.GetString(b.ReadAll())));
    }

    [Fact]
    public void Message_WithoutABlock_TakesNoText() => Assert.Throws<InvalidOperationException>(() => New().Append("x"));

    [Fact]
    public void Message_BeyondItsBounds_IsRefused()
    {
        var message = New(bytesMax: 10);
        message.Open(DeltaKind.Message, null, null);
        message.Append("0123456789");
        Assert.Throws<MessageTooLargeException>(() => message.Append("x"));
        for (var i = 1; i < OpenMessage.BlocksMax; i++) message.Open(DeltaKind.ToolUse, "c", "t");
        Assert.Throws<MessageTooLargeException>(() => message.Open(DeltaKind.ToolUse, "c", "t"));
    }

    [Fact]
    public void Call_IsAnnouncedOnceBeforeItsInput()
    {
        var message = New();
        message.Open(DeltaKind.ToolUse, "c1", "work");
        var first = message.Next(position: null, 100)!;
        Assert.Equal((0, "c1"), (first.Utf8.Length, first.CallId));
        Assert.Null(message.Next(first.To, 100));
        message.Append("{}");
        Assert.Equal("{}", Encoding.UTF8.GetString(message.Next(first.To, 100)!.Utf8.Span));
    }

    [Fact]
    public void Feed_WithAReaderAheadOfWhatIsPublished_GivesNothingYet()
    {
        var feed = Feed(head: 5);
        var open = feed.OpenMessage(new OpenMessageKey(5, 1, 1), Ids.NewTurn(), "a", 100, keepBoundaries: false);
        feed.Write(open, 0, static (m, _) => m.Open(DeltaKind.Message, null, null));
        feed.Write(open, 0, static (m, _) => m.Append("x"));
        Assert.Equal(FeedGlanceKind.AskJournal, Look(feed, 4));
        Assert.Equal(FeedGlanceKind.Delta, Look(feed, 5));
        Assert.Equal(FeedGlanceKind.Nothing, Look(feed, 6));
        feed.Publish([new StoredEvent(6, "message.completed", new byte[] { 1 })], [5]);
        Assert.Equal(FeedGlanceKind.Events, Look(feed, 5));
        Assert.Equal(FeedGlanceKind.Nothing, Look(feed, 6));
        feed.Detach();
        Assert.Equal(FeedGlanceKind.AskJournal, Look(feed, 6));
    }

    [Fact]
    public void Feed_WithMoreEventsThanItKeeps_SendsReadersToTheJournal()
    {
        var feed = Feed(head: 0);
        for (var i = 1; i <= 1000; i++) feed.Publish([new StoredEvent(i, "turn.queued", new byte[1000])], []);
        Assert.Equal(FeedGlanceKind.AskJournal, Look(feed, 0));
        Assert.Equal(FeedGlanceKind.AskJournal, Look(feed, 1000 - 129));
        Assert.Equal(FeedGlanceKind.Events, Look(feed, 1000 - 128));
    }

    [Fact]
    public void Hub_GivesBackWhatNobodyUses()
    {
        var hub = new FeedHub();
        var key = new SessionKey(TenantId.Default, Ids.NewSession());
        var (one, two) = (hub.Acquire(key), hub.Acquire(key));
        Assert.Same(one, two);
        hub.Release(one);
        Assert.Equal(1, hub.Count);
        hub.Release(two);
        Assert.Equal(0, hub.Count);
    }

    [Fact]
    public void Cursor_PastPiecesAndEnds_HoldsOnePositionForEachOpenMessage()
    {
        var cursor = Cursor.Start(Ids.NewSession());
        cursor = cursor.Past(Piece(3, 0, 2)).Past(Piece(4, 0, 1)).Past(Piece(3, 2, 2));
        Assert.Equal([(3L, 4), (4L, 1)], cursor.Open.Select(p => (p.Step, p.Offset)));
        cursor = cursor.Past(new StoredEvent(9, "message.completed", default), 3);
        Assert.Equal((9L, 4L), (cursor.Sequence, cursor.Open.Single().Step));
        Assert.Single(cursor.Past(new StoredEvent(10, "usage.recorded", default), 4).Open);
        foreach (var kind in new[] { "message.completed", "message.failed", "message.reset", "tool_result.completed", "tool_use.reset" })
            Assert.Empty(cursor.Past(new StoredEvent(10, kind, default), 4).Open);
    }

    private static FeedGlanceKind Look(LiveFeed feed, long sequence) => feed.Look(new Cursor(feed.Session.Session, sequence, []), 100).Kind;

    private static LiveFeed Feed(long head)
    {
        var feed = new LiveFeed(new SessionKey(TenantId.Default, Ids.NewSession()));
        feed.Attach(head);
        return feed;
    }

    private static StreamDelta Piece(long step, int offset, int bytes) => new()
    {
        Kind = DeltaKind.Message,
        Turn = Ids.NewTurn(),
        Agent = "a",
        From = new OpenPosition(step, 1, 1, 0, offset),
        Utf8 = new byte[bytes],
    };

    private static OpenMessage New(int bytesMax = 1_000_000) => new(new OpenMessageKey(5, 1, 1), Ids.NewTurn(), "a", bytesMax, keepBoundaries: false);
}
