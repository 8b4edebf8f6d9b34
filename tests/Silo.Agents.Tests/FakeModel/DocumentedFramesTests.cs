using System.Text.Json;
using Silo.FakeModel.Scripts;
using Xunit;

namespace Silo.Agents.Tests.FakeModel;

/// <summary>The server's frames have the members, the kinds of values and the order of the providers' documented examples.</summary>
/// <remarks>Sources: Claude's documentation, "Streaming messages" (event flow, deltas, error event); OpenAI's API reference, "The chat completion chunk object".</remarks>
public sealed class DocumentedFramesTests
{
    public static TheoryData<string, string> AnthropicExamples => new()
    {
        { "message_start", """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"model":"m","stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":25,"output_tokens":1}}}""" },
        { "content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""" },
        { "content_block_start", """{"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"abc"}}""" },
        { "content_block_start", """{"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}""" },
        { "content_block_start", """{"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"toolu_1","name":"n","input":{}}}""" },
        { "ping", """{"type":"ping"}""" },
        { "content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"t"}}""" },
        { "content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"s"}}""" },
        { "content_block_delta", """{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"t"}}""" },
        { "content_block_delta", """{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{"}}""" },
        { "content_block_stop", """{"type":"content_block_stop","index":0}""" },
        { "message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":15}}""" },
        { "message_stop", """{"type":"message_stop"}""" },
    };

    [Theory]
    [MemberData(nameof(AnthropicExamples))]
    public async Task Anthropic_Frame_HasTheShapeOfTheExample(string name, string example)
    {
        await using var server = await Wire.StartAsync(Wire.Everything);
        var (_, body) = await Wire.AskAsync(server, "anthropic", Wire.Hello());
        var events = Wire.Events(body);
        Assert.All(events, e => Assert.Equal(e.EventType, JsonElement.Parse(e.Data).GetProperty("type").GetString()));
        Assert.Contains(events, e => e.EventType == name && Fits(JsonElement.Parse(example), JsonElement.Parse(e.Data)));
    }

    [Fact]
    public async Task Anthropic_Events_AreInTheDocumentedOrder()
    {
        await using var server = await Wire.StartAsync(new FakeReply { Text = "Hello!" });
        var (_, body) = await Wire.AskAsync(server, "anthropic", Wire.Hello());
        Assert.Equal(
            ["message_start", "content_block_start", "ping", "content_block_delta", "content_block_stop", "message_delta", "message_stop"],
            Wire.Events(body).Select(e => e.EventType));
    }

    [Fact]
    public async Task Anthropic_ErrorEvent_HasTheShapeOfTheExample()
    {
        await using var server = await Wire.StartAsync(new FakeReply { Text = "a b", Faults = [new FakeFault { Kind = FakeFaultKind.ErrorEvent, AfterTokens = 1 }] });
        var (_, body) = await Wire.AskAsync(server, "anthropic", Wire.Hello());
        var last = Wire.Events(body)[^1];
        Assert.Equal("error", last.EventType);
        Assert.Equal("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", last.Data);
    }

    public static TheoryData<string> OpenAIExamples =>
    [
        """{"id":"c","object":"chat.completion.chunk","created":1694268190,"model":"m","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}""",
        """{"id":"c","object":"chat.completion.chunk","created":1694268190,"model":"m","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"content":"Hello"},"logprobs":null,"finish_reason":null}]}""",
        """{"id":"c","object":"chat.completion.chunk","created":1694268190,"model":"m","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"n","arguments":""}}]},"logprobs":null,"finish_reason":null}]}""",
        """{"id":"c","object":"chat.completion.chunk","created":1694268190,"model":"m","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{"}}]},"logprobs":null,"finish_reason":null}]}""",
        """{"id":"c","object":"chat.completion.chunk","created":1694268190,"model":"m","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null}""",
        """{"id":"c","object":"chat.completion.chunk","created":1694268190,"model":"m","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":12,"total_tokens":21,"prompt_tokens_details":{"cached_tokens":0},"completion_tokens_details":{"reasoning_tokens":0}}}""",
    ];

    [Theory]
    [MemberData(nameof(OpenAIExamples))]
    public async Task OpenAI_Chunk_HasTheShapeOfTheExample(string example)
    {
        await using var server = await Wire.StartAsync(Wire.Everything);
        var (_, body) = await Wire.AskAsync(server, "openai", Wire.Hello());
        var events = Wire.Events(body);
        Assert.Equal("[DONE]", events[^1].Data);
        Assert.Contains(events.SkipLast(1), e => Fits(JsonElement.Parse(example), JsonElement.Parse(e.Data)));
    }

    [Fact]
    public async Task OpenAI_WithoutIncludeUsage_SendsNone()
    {
        await using var server = await Wire.StartAsync(Wire.Everything);
        var (_, body) = await Wire.PostAsync(server, "chat/completions", """{"model":"m","stream":true,"messages":[{"role":"user","content":"hello"}]}""");
        Assert.DoesNotContain("prompt_tokens", body, StringComparison.Ordinal);
    }

    /// <summary>Whether everything in the example is in the frame too, of the same kind; discriminators must be equal.</summary>
    private static bool Fits(JsonElement example, JsonElement frame)
    {
        if (example.ValueKind != frame.ValueKind) return false;
        return example.ValueKind switch
        {
            JsonValueKind.Object => example.EnumerateObject().All(m =>
                frame.TryGetProperty(m.Name, out var value) && Fits(m.Value, value) && (m.Name is not ("type" or "object" or "role") || m.Value.GetString() == value.GetString())),
            JsonValueKind.Array => example.GetArrayLength() <= frame.GetArrayLength() && example.EnumerateArray().Zip(frame.EnumerateArray()).All(p => Fits(p.First, p.Second)),
            _ => true,
        };
    }
}
