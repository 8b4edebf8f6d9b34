using Silo.Abstractions.Streams;
using Silo.Abstractions.Turns;
using Silo.Agents.ModelLoop;
using Xunit;

namespace Silo.Agents.Tests.ModelLoop;

public sealed class BlockSequencerTests
{
    [Fact]
    public void Blocks_Interleaved_ComeOneAfterTheOther()
    {
        var sink = new RecordingSink();
        var blocks = new BlockSequencer(sink, bytesMax: 1000);
        blocks.Open("a", DeltaKind.ToolUse, "1", "shell");
        blocks.Open("b", DeltaKind.ToolUse, "2", "shell");
        blocks.Append("a", "A1");
        blocks.Append("b", "B1");
        Assert.Equal(["ToolUse:1:shell:A1"], sink.Lines);
        blocks.Append("a", "A2");
        blocks.Close("a");
        Assert.Equal(["ToolUse:1:shell:A1A2", "ToolUse:2:shell:B1"], sink.Lines);
        blocks.Append("b", "B2");
        blocks.CloseAll();
        Assert.Equal(["ToolUse:1:shell:A1A2", "ToolUse:2:shell:B1B2"], sink.Lines);
    }

    [Fact]
    public void Block_ClosedWhileItWaits_KeepsItsPlaceAndSignature()
    {
        var sink = new RecordingSink();
        var blocks = new BlockSequencer(sink, bytesMax: 1000);
        blocks.Open("a", DeltaKind.Message, callId: null, tool: null);
        blocks.Open("b", DeltaKind.Thought, callId: null, tool: null);
        blocks.Open("c", DeltaKind.ToolUse, "1", "shell");
        blocks.Append("b", "thought");
        blocks.Sign("b", "signed", redacted: null);
        blocks.Close("b");
        blocks.Close("c");
        blocks.Append("a", "text");
        blocks.Close("a");
        Assert.Equal(["Message:::text", "Thought:::thought", "ToolUse:1:shell:{}"], sink.Lines);
        Assert.Equal("signed", Assert.IsType<Silo.Abstractions.Events.ThoughtBlock>(sink.Blocks[1]).Signature);
    }

    [Fact]
    public void Text_OfNoOpenBlock_IsRefused() => Assert.False(new BlockSequencer(new RecordingSink(), bytesMax: 1000).Append("a", "x"));

    [Fact]
    public void WaitingText_BeyondTheMessagesLimit_IsTooLarge()
    {
        var blocks = new BlockSequencer(new RecordingSink(), bytesMax: 200);
        blocks.Open("a", DeltaKind.ToolUse, "1", "shell");
        blocks.Open("b", DeltaKind.ToolUse, "2", "shell");
        Assert.Throws<MessageTooLargeException>(() =>
        {
            for (var n = 0; n < 200; n++) blocks.Append("b", "x");
        });
    }
}
