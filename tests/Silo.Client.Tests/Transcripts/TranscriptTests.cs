using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Tools;
using Silo.Client.Errors;
using Silo.Client.Streams;
using Silo.Client.Tests.Fakes;
using Silo.Client.Transcripts;
using Xunit;

namespace Silo.Client.Tests.Transcripts;

public sealed class TranscriptTests
{
    [Fact]
    public void Transcript_WholeTurn_HoldsWhatPeopleRead()
    {
        var transcript = Fold(Script.WholeTurn().Decode());
        Assert.Equal("c29", transcript.Cursor);
        Assert.False(transcript.HasOpen);
        Assert.Collection(
            transcript.Entries,
            e => Assert.Equal("Make the test pass.", ((TextBlock)Assert.IsType<TranscriptEntry.Prompt>(e).Blocks[0]).Text),
            e =>
            {
                var m = Assert.IsType<TranscriptEntry.Message>(e);
                Assert.Equal((TranscriptState.Completed, 2, 3), (m.State, m.Attempt, m.Blocks!.Count));
            },
            e => Assert.Equal(ToolStatus.Ok, Assert.IsType<TranscriptEntry.ToolCall>(e).Status),
            e => Assert.Equal("All green now.", ((TextBlock)Assert.IsType<TranscriptEntry.Message>(e).Blocks![0]).Text),
            e => Assert.Equal(StopReason.EndTurn, Assert.IsType<TranscriptEntry.End>(e).Ended.StopReason));
    }

    [Fact]
    public void Transcript_InMidMessage_ShowsThePiecesSoFar()
    {
        var s = new Script();
        s.Begin("x");
        var m = s.Add(new MessageStarted { Provider = "p", Model = "m", Attempt = 1 });
        s.Open(m);
        s.Delta(DeltaKind.Thought, m, "ab");
        s.Open(m);
        s.Delta(DeltaKind.Message, m, "cd");
        s.Delta(DeltaKind.Message, m, "é");
        var message = Assert.IsType<TranscriptEntry.Message>(Fold(s.Decode()).Entries[^1]);
        Assert.Equal((TranscriptState.Open, "ab|cdé"), (message.State, string.Join('|', message.Pieces)));
        s.Epoch = 2;
        s.Add(new MessageReset { Attempt = 2, Reason = "cut" }, m);
        message = Assert.IsType<TranscriptEntry.Message>(Fold(s.Decode()).Entries[^1]);
        Assert.Equal((TranscriptState.Open, 2, 0), (message.State, message.Attempt, message.Pieces.Count));
    }

    [Fact]
    public void Transcript_AnyItemLeftOut_IsFoundUnlessNothingWasLost()
    {
        var items = Script.WholeTurn().Decode();
        var unnoticed = Enumerable.Range(0, items.Count)
            .Where(i => !Throws(items.Where((_, n) => n != i)))
            .Select(i => Name(items, i))
            .ToList();

        // The end of an attempt that was dropped, a piece without bytes, the end of a tool's input and of its output (the completed events hold what counts),
        // a passing item of an unknown kind, and the very end of the stream.
        Assert.Equal(["thought.delta ' loo'", "thought.delta ''", "tool_use.delta ' \"sh test.sh\"}'", "tool_result.delta 'not ok 2\n'", "plan.delta", "turn.ended"], unnoticed);
    }

    [Fact]
    public void Transcript_AnyItemTwice_IsFoundUnlessItIsEmpty()
    {
        var items = Script.WholeTurn().Decode();
        var unnoticed = Enumerable.Range(0, items.Count)
            .Where(i => !Throws(items.Take(i + 1).Concat(items.Skip(i))))
            .Select(i => Name(items, i))
            .ToList();
        Assert.Equal(["thought.delta ''", "plan.delta"], unnoticed);
    }

    [Fact]
    public void Transcript_PieceOfADroppedAttempt_IsFound()
    {
        var items = Script.WholeTurn().Decode().ToList();
        var reset = items.FindIndex(i => i is StreamItem.Event { Decoded.Data: MessageReset });
        var old = (StreamItem.Delta)items.First(i => i is StreamItem.Delta);
        items.Insert(reset + 1, old);
        var e = Assert.Throws<StreamGapException>(() => Fold(items));
        Assert.Contains("Promise 4", e.Message);
    }

    [Fact]
    public void Transcript_PieceBeforeItsStep_IsFound()
    {
        var piece = Script.DeltaItem(DeltaKind.Message, new OpenPosition(5, 1, 1, 0, 0), "x");
        Assert.Throws<StreamGapException>(() => new Transcript().Apply(EventFrame.Read(new SseFrame(piece.Name, piece.Json, "c1"))));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("more")]
    [InlineData("fewer")]
    [InlineData("kind")]
    [InlineData("input")]
    public void Transcript_CompletedDiffersFromPieces_IsFound(string what)
    {
        var s = new Script();
        s.Begin("x");
        var m = s.Add(new MessageStarted { Provider = "p", Model = "m", Attempt = 1 });
        s.Open(m);
        s.Delta(DeltaKind.Message, m, "hello");
        s.Open(m);
        s.Delta(DeltaKind.ToolUse, m, "{\"a\":1}", "c", "t");
        var input = System.Text.Json.JsonDocument.Parse(what == "input" ? "{\"a\":2}" : "{\"a\":1}").RootElement;
        List<ContentBlock> blocks = [new TextBlock(what == "text" ? "hellO" : "hello"), new ToolUseBlock("c", "t", input)];
        if (what == "more") blocks.Add(new TextBlock("!"));
        if (what == "fewer") blocks.RemoveAt(1);
        if (what == "kind") blocks[0] = new ThoughtBlock("hello");
        s.Add(new MessageCompleted { Attempt = 1, Blocks = blocks, StopReason = "x", Model = "m" }, m);
        var e = Assert.Throws<StreamGapException>(() => Fold(s.Decode()));
        Assert.Contains("step 5, block", e.Message);
    }

    [Fact]
    public void Transcript_ContentInABlob_IsComparedByHash()
    {
        Assert.False(Throws(WithBlob("hello").Decode()));
        Assert.True(Throws(WithBlob("hellO").Decode()));

        static Script WithBlob(string content)
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(content);
            var blob = new Silo.Abstractions.Blobs.BlobRef(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), bytes.Length);
            var s = new Script();
            s.Begin("x");
            var m = s.Add(new MessageStarted { Provider = "p", Model = "m", Attempt = 1 });
            s.Open(m);
            s.Delta(DeltaKind.Message, m, "hello");
            s.Add(new MessageCompleted { Attempt = 1, Blocks = [new TextBlock(null, blob)], StopReason = "x", Model = "m" }, m);
            return s;
        }
    }

    [Fact]
    public void Transcript_BegunInTheMiddle_TakesWhatItCanCheck()
    {
        var items = Script.WholeTurn().Decode();
        for (var start = 0; start < items.Count; start++) Fold(items.Skip(start), fromStart: false);
        Assert.Throws<StreamGapException>(() => Fold(items.Skip(1)));
    }

    [Fact]
    public void Transcript_ReaderThatComesBackAfterTheEnd_GetsTextsButNotTheRestOfInputs()
    {
        foreach (var lost in new[] { false, true })
        {
            var s = new Script();
            s.Begin("x");
            var m = s.Add(new MessageStarted { Provider = "p", Model = "m", Attempt = 1 });
            s.Open(m);
            s.Delta(DeltaKind.Thought, m, "think");
            s.Open(m);
            s.Delta(DeltaKind.ToolUse, m, "{\"a\":", "c1", "t");
            s.Open(m);
            s.Open(m);
            if (!lost) s.Delta(DeltaKind.Message, m, "text");
            var input = System.Text.Json.JsonDocument.Parse("{\"a\":1}").RootElement;
            s.Add(
                new MessageCompleted
                {
                    Attempt = 1,
                    Blocks = [new ThoughtBlock("think"), new ToolUseBlock("c1", "t", input), new ToolUseBlock("c2", "t", input), new TextBlock("text")],
                    StopReason = "x",
                    Model = "m",
                },
                m);
            Assert.Equal(lost, Throws(s.Decode()));
        }
    }

    [Theory]
    [InlineData("after", false)]
    [InlineData("aftex", true)]
    [InlineData(null, true)]
    public void Transcript_Cancelled_ToolCallsAreLeftOutAndTextsCompared(string? second, bool throws)
    {
        var s = new Script();
        s.Begin("x");
        var m = s.Add(new MessageStarted { Provider = "p", Model = "m", Attempt = 1 });
        s.Open(m);
        s.Delta(DeltaKind.Message, m, "before");
        s.Open(m);
        s.Delta(DeltaKind.ToolUse, m, "{}", "c", "t");
        s.Open(m);
        s.Delta(DeltaKind.Message, m, "after");
        List<ContentBlock> blocks = [new TextBlock("before")];
        if (second is not null) blocks.Add(new TextBlock(second));
        s.Add(new MessageCompleted { Attempt = 1, Blocks = blocks, StopReason = "cancelled", Model = "m" }, m);
        Assert.Equal(throws, Throws(s.Decode()));
    }

    [Fact]
    public void Stream_EventAsDeepAsEventsMayBe_IsRead()
    {
        var deep = System.Text.Json.JsonDocument.Parse(new string('[', 100) + new string(']', 100), new() { MaxDepth = 128 }).RootElement;
        var s = new Script();
        s.Add(new UnknownData("plan.deep", deep));
        Assert.Single(Fold(s.Decode()).Events);
    }

    [Fact]
    public void Transcript_CallThatWaitedForApproval_TakesItsFirstAttempt()
    {
        var s = new Script();
        s.Begin("x");
        var t = s.Add(new ToolUseStarted { CallId = "c", Tool = "shell", Effect = Effect.Once, Key = "k", Attempt = 0 });
        s.Epoch = 2;
        s.Items.Add(Script.DeltaItem(DeltaKind.ToolResult, new OpenPosition(t, 2, 1, 0, 0), "ok"));
        Fold(s.Decode());
        s.Items.Add(Script.DeltaItem(DeltaKind.ToolResult, new OpenPosition(t, 2, 2, 0, 2), "ok"));
        Assert.True(Throws(s.Decode()));
    }

    [Fact]
    public void Transcript_KnownKindOfALaterBuild_StillBeginsAndEndsItsStep()
    {
        var s = new Script();
        s.Begin("x");
        var later = System.Text.Json.JsonDocument.Parse("{\"blocks\":[{\"type\":\"video\"}]}").RootElement;
        var m = s.Add(new MessageStarted { Provider = "p", Model = "m", Attempt = 1 });
        s.Open(m);
        s.Delta(DeltaKind.Message, m, "hi");
        s.Add(new UnknownData(MessageCompleted.KindName, later, 2), m);
        Assert.False(Fold(s.Decode()).HasOpen);
        s.Delta(DeltaKind.Message, m, "more");
        Assert.True(Throws(s.Decode()));
    }

    [Fact]
    public void Transcript_BeyondItsBound_SaysSo()
    {
        var transcript = new Transcript(bytesMax: 1000);
        var e = Assert.Throws<SiloTooLargeException>(() =>
        {
            foreach (var item in Script.WholeTurn().Decode()) transcript.Apply(item);
        });
        Assert.Equal(1000, e.Value);
    }

    internal static Transcript Fold(IEnumerable<StreamItem> items, bool fromStart = true)
    {
        var transcript = new Transcript(fromStart);
        foreach (var item in items) transcript.Apply(item);
        return transcript;
    }

    internal static bool Throws(IEnumerable<StreamItem> items)
    {
        try
        {
            Fold(items);
            return false;
        }
        catch (StreamGapException)
        {
            return true;
        }
    }

    private static string Name(IReadOnlyList<StreamItem> items, int index) => items[index] switch
    {
        StreamItem.Event e => e.Stored.Kind,
        StreamItem.Delta d => $"{EventName(d.Piece.Kind)} '{System.Text.Encoding.UTF8.GetString(d.Piece.Utf8.Span)}'",
        StreamItem.Unknown u => u.Kind,
        _ => "closed",
    };

    private static string EventName(DeltaKind kind) => kind switch
    {
        DeltaKind.Thought => "thought.delta",
        DeltaKind.Message => "message.delta",
        DeltaKind.ToolUse => "tool_use.delta",
        _ => "tool_result.delta",
    };
}
