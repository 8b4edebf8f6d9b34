using System.ClientModel.Primitives;
using OpenAI.Chat;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Turns;
using Silo.Agents.ModelLoop;
using Xunit;

namespace Silo.Agents.Tests.ModelLoop;

/// <summary>Chunks as the provider documents them, and as compatible servers send them.</summary>
public sealed class OpenAIReaderTests
{
    private static readonly ModelSettings Settings = new() { Provider = "openai", Name = "model-x" };

    private static (RecordingSink Sink, MessageAssembly Assembly) Read(params string[] deltas)
    {
        var sink = new RecordingSink();
        var assembly = new MessageAssembly(Settings, sink, bytesMax: 10_000);
        var reader = new OpenAIReader();
        foreach (var delta in deltas)
        {
            var json = delta.StartsWith("{\"id\"", StringComparison.Ordinal) || delta.StartsWith("{\"error\"", StringComparison.Ordinal)
                ? delta
                : $$"""{"id":"c","object":"chat.completion.chunk","created":1,"model":"model-y","choices":[{"index":0,"delta":{{delta}},"finish_reason":null}]}""";
            foreach (var piece in reader.Read(ModelReaderWriter.Read<StreamingChatCompletionUpdate>(BinaryData.FromString(json))!)) assembly.Take(piece);
        }

        return (sink, assembly);
    }

    private static string Finish(string reason) => $$"""{"id":"c","object":"chat.completion.chunk","created":1,"model":"model-y","choices":[{"index":0,"delta":{},"finish_reason":"{{reason}}"}]}""";

    [Fact]
    public void Calls_ThatShareAnIndex_AreToldApartByTheirIds()
    {
        var (sink, _) = Read(
            """{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"shell","arguments":"{\"n\":1}"}}]}""",
            """{"tool_calls":[{"index":0,"id":"b","type":"function","function":{"name":"shell","arguments":"{\"n\":2}"}}]}""",
            Finish("tool_calls"));
        Assert.Equal(["""ToolUse:a:shell:{"n":1}""", """ToolUse:b:shell:{"n":2}"""], sink.Lines);
    }

    [Fact]
    public void Call_ThatRepeatsItsId_IsOneCall()
    {
        var (sink, _) = Read(
            """{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"shell","arguments":"{\"n\""}}]}""",
            """{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"shell","arguments":":1}"}}]}""",
            Finish("tool_calls"));
        Assert.Equal(["""ToolUse:a:shell:{"n":1}"""], sink.Lines);
    }

    [Fact]
    public void Text_BetweenCalls_IsABlockOfItsOwn()
    {
        var (sink, _) = Read(
            """{"reasoning":"hm"}""",
            """{"content":"before"}""",
            """{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"shell","arguments":"{"}}]}""",
            """{"content":"after"}""",
            """{"tool_calls":[{"index":0,"function":{"arguments":"}"}}]}""",
            Finish("tool_calls"));
        Assert.Equal(["Thought:::hm", "Message:::before", "ToolUse:a:shell:{}", "Message:::after"], sink.Lines);
    }

    [Fact]
    public void Refusal_InWords_IsARefusal()
    {
        var (sink, assembly) = Read("""{"refusal":"I will "}""", """{"refusal":"not."}""", Finish("stop"));
        Assert.Equal(["Message:::I will not."], sink.Lines);
        Assert.Equal("refusal", assembly.Result.StopReason);
    }

    [Fact]
    public void Usage_InTheLastChunk_IsTakenWithTheEnd()
    {
        var (_, assembly) = Read(
            """{"content":"x"}""",
            """{"id":"c","object":"chat.completion.chunk","created":1,"model":"model-y","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":1,"total_tokens":11,"prompt_tokens_details":{"cached_tokens":4}}}""");
        Assert.Equal((6, 4, 1), (assembly.Usage!.InputTokens, assembly.Usage.CacheReadTokens, assembly.Usage.OutputTokens));
    }

    [Theory]
    [InlineData("""{"error":{"message":"busy","type":"overloaded_error"}}""", "overloaded")]
    [InlineData("""{"error":{"message":"busy","type":null,"code":429}}""", "server_error")]
    [InlineData("""{"error":"busy"}""", "server_error")]
    [InlineData("""{"tool_calls":[{"index":0,"function":{"arguments":"{"}}]}""", "malformed")]
    public void Stream_WithAnError_HasItsCode(string chunk, string code) =>
        Assert.Equal(code, Assert.Throws<ModelCallException>(() => Read(chunk)).Code);
}
