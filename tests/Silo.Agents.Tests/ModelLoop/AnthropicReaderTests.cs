using System.Text.Json;
using Anthropic.Models.Messages;
using Silo.Abstractions.Agents;
using Silo.Agents.ModelLoop;
using Xunit;

namespace Silo.Agents.Tests.ModelLoop;

/// <summary>Frames as the provider documents and sends them, and what compatible servers leave out.</summary>
public sealed class AnthropicReaderTests
{
    private static readonly ModelSettings Settings = new() { Provider = "anthropic", Name = "model-x" };

    private static (RecordingSink Sink, MessageAssembly Assembly) Read(string frames)
    {
        var sink = new RecordingSink();
        var assembly = new MessageAssembly(Settings, sink, bytesMax: 10_000);
        var reader = new AnthropicReader();
        foreach (var line in frames.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            foreach (var piece in reader.Read(JsonSerializer.Deserialize<RawMessageStreamEvent>(line)!)) assembly.Take(piece);
        return (sink, assembly);
    }

    [Fact]
    public void Stream_OfOldFashionAndLeanServers_IsRead()
    {
        // No signature in the thinking block's start, no output count in message_start, no input count in message_delta.
        var (sink, assembly) = Read("""
            {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"model-y","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":10}}}
            {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}
            {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"counting"}}
            {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"EqQB"}}
            {"type":"content_block_stop","index":0}
            {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}
            {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"1 2"}}
            {"type":"content_block_stop","index":1}
            {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":5}}
            {"type":"message_stop"}
            """);
        Assert.Equal(["Thought:::counting", "Message:::1 2"], sink.Lines);
        Assert.Equal("EqQB", Assert.IsType<Silo.Abstractions.Events.ThoughtBlock>(sink.Blocks[0]).Signature);
        Assert.True(assembly.Finished);
        Assert.Equal(("end_turn", "model-y", 10, 5), (assembly.Result.StopReason, assembly.Result.Model, assembly.Result.Usage.InputTokens, assembly.Result.Usage.OutputTokens));
    }

    [Fact]
    public void Kinds_NotYetKnown_ArePassedOver()
    {
        var (sink, assembly) = Read("""
            {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"model-y","content":[],"usage":{"input_tokens":10,"output_tokens":1}}}
            {"type":"ping"}
            {"type":"weather","sky":"blue"}
            {"type":"content_block_start","index":0,"content_block":{"type":"fallback","from":{"model":"a"}}}
            {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"lost"}}
            {"type":"content_block_stop","index":0}
            {"type":"content_block_start","index":1,"content_block":{"type":"text","text":"Kept"}}
            {"type":"content_block_delta","index":1,"delta":{"type":"colour_delta","colour":"red"}}
            {"type":"content_block_stop","index":1}
            {"type":"message_delta","delta":{"stop_reason":"brand_new","stop_sequence":null},"usage":{"output_tokens":5}}
            {"type":"message_stop"}
            """);
        Assert.Equal(["Message:::Kept"], sink.Lines);
        Assert.Equal("brand_new", assembly.Result.StopReason);
    }

    [Fact]
    public void ToolInput_InTheBlocksStart_IsKept()
    {
        var (sink, _) = Read("""
            {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"toolu_1","name":"shell","input":{"command":"ls"}}}
            {"type":"content_block_stop","index":0}
            """);
        Assert.Equal(["""ToolUse:toolu_1:shell:{"command":"ls"}"""], sink.Lines);
    }

    [Theory]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"headless"}}""")]
    [InlineData("""{"type":"message_stop"}""")]
    public void Stream_ThatLacksItsParts_IsMalformed(string frame) =>
        Assert.Equal("malformed", Assert.Throws<Silo.Abstractions.Turns.ModelCallException>(() => Read(frame)).Code);
}
