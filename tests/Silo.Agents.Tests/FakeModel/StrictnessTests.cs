using System.Text.Json;
using Silo.FakeModel.Delivery;
using Silo.FakeModel.Scripts;
using Xunit;

namespace Silo.Agents.Tests.FakeModel;

/// <summary>Requests that the providers refuse are refused here, in their words: that is what catches a loop that writes them.</summary>
public sealed class StrictnessTests
{
    private static readonly object Use = new { type = "tool_use", id = "call_0_0", name = "shell", input = new { } };

    public static TheoryData<string, string> AnthropicMistakes => new()
    {
        { "max_tokens: Field required", """{"model":"m","messages":[{"role":"user","content":"x"}]}""" },
        { "model: Field required", """{"max_tokens":1,"messages":[{"role":"user","content":"x"}]}""" },
        { "at least one message", """{"model":"m","max_tokens":1,"messages":[]}""" },
        { "Extra inputs are not permitted", """{"model":"m","max_tokens":1,"colour":"red","messages":[{"role":"user","content":"x"}]}""" },
        { "first message must use", """{"model":"m","max_tokens":1,"messages":[{"role":"assistant","content":"x"}]}""" },
        { "roles must alternate", """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"},{"role":"user","content":"y"}]}""" },
        { "non-whitespace text", """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"text","text":" "}]}]}""" },
        { "greater than or equal to 1024", """{"model":"m","max_tokens":9999,"thinking":{"type":"enabled","budget_tokens":5},"messages":[{"role":"user","content":"x"}]}""" },
        { "must be greater than `thinking.budget_tokens`", """{"model":"m","max_tokens":2000,"thinking":{"type":"enabled","budget_tokens":2000},"messages":[{"role":"user","content":"x"}]}""" },
        { "Tool names must be unique", """{"model":"m","max_tokens":1,"tools":[{"name":"a","input_schema":{"type":"object"}},{"name":"a","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"x"}]}""" },
        { "Input should be 'object'", """{"model":"m","max_tokens":1,"tools":[{"name":"a","input_schema":{"type":"array"}}],"messages":[{"role":"user","content":"x"}]}""" },
        { "not of the expected shape", """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":7}]}""" },
        { "not of the expected shape", """{"model":""" },
    };

    [Theory]
    [MemberData(nameof(AnthropicMistakes))]
    public async Task Anthropic_Mistake_Is400WithItsReason(string reason, string body)
    {
        await using var server = await Wire.StartAsync(Wire.Everything);
        var (status, answer) = await Wire.PostAsync(server, "v1/messages", body);
        Assert.Equal(400, status);
        Assert.Equal("invalid_request_error", JsonElement.Parse(answer).GetProperty("error").GetProperty("type").GetString());
        Assert.Contains(reason, JsonElement.Parse(answer).GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(RequestOutcome.Refused, Assert.Single(server.Requests).Outcome);
    }

    private static async Task<string> RefusalAsync(string protocol, FakeReply reply, params object[] after)
    {
        await using var server = await Wire.StartAsync(reply, new FakeReply { Text = "Fine." });
        var (status, body) = await Wire.AskAsync(server, protocol, (object[])[.. Wire.Hello(), .. after]);
        return status == 200 ? "accepted" : JsonElement.Parse(body).GetProperty("error").GetProperty("message").GetString()!;
    }

    private static object Assistant(params object[] content) => new { role = "assistant", content };

    private static object User(params object[] content) => new { role = "user", content };

    private static object Result(string id) => new { type = "tool_result", tool_use_id = id, content = "out" };

    private static object Text(string text) => new { type = "text", text };

    [Fact]
    public async Task Anthropic_ToolResults_MustAnswerTheCallsOfTheMessageBefore()
    {
        var reply = new FakeReply { Tools = [new FakeToolCall { Name = "shell" }] };
        Assert.Equal("accepted", await RefusalAsync("anthropic", reply, Assistant(Use), User(Result("call_0_0"), Text("and?"))));
        Assert.Contains("without `tool_result` blocks", await RefusalAsync("anthropic", reply, Assistant(Use), User(Text("and?"))), StringComparison.Ordinal);
        Assert.Contains("without `tool_result` blocks", await RefusalAsync("anthropic", reply, Assistant(Use), User(Text("and?"), Result("call_0_0"))), StringComparison.Ordinal);
        Assert.Contains("without `tool_result` blocks", await RefusalAsync("anthropic", reply, Assistant(Use)), StringComparison.Ordinal);
        Assert.Contains("unexpected `tool_use_id`", await RefusalAsync("anthropic", reply, Assistant(Use), User(Result("call_0_0"), Result("call_7"))), StringComparison.Ordinal);
        Assert.Contains("ids must be unique", await RefusalAsync("anthropic", reply, Assistant(Use, Use), User(Result("call_0_0"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anthropic_Thinking_MustComeBackVerbatim()
    {
        var reply = new FakeReply { Thinking = "Hm.", Text = "Hi." };
        var signature = Silo.FakeModel.Wire.Planned.SignatureOf("Hm.");
        Assert.Equal("accepted", await RefusalAsync("anthropic", reply, Assistant(new { type = "thinking", thinking = "Hm.", signature }, Text("Hi.")), User(Text("go on"))));
        Assert.Contains("Invalid `signature`", await RefusalAsync("anthropic", reply, Assistant(new { type = "thinking", thinking = "Hm!", signature }, Text("Hi.")), User(Text("go on"))), StringComparison.Ordinal);
        Assert.Contains("cannot be `thinking`", await RefusalAsync("anthropic", reply, Assistant(new { type = "thinking", thinking = "Hm.", signature }), User(Text("go on"))), StringComparison.Ordinal);
        Assert.Contains("lacks its thinking", await RefusalAsync("anthropic", reply, Assistant(Text("Hi.")), User(Text("go on"))), StringComparison.Ordinal);
        Assert.Contains("Invalid `data`", await RefusalAsync("anthropic", reply, Assistant(new { type = "redacted_thinking", data = "x" }, Text("Hi.")), User(Text("go on"))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("anthropic")]
    [InlineData("openai")]
    public async Task Assistant_ThatDidNotSayThat_IsRefused(string protocol)
    {
        var reply = new FakeReply { Text = "One two." };
        Assert.Equal("accepted", await RefusalAsync(protocol, reply, new { role = "assistant", content = "One two." }, new { role = "user", content = "go on" }));
        Assert.Contains("another text than was sent", await RefusalAsync(protocol, reply, new { role = "assistant", content = "One One two." }, new { role = "user", content = "go on" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAI_ToolMessages_MustAnswerTheCalls()
    {
        var reply = new FakeReply { Tools = [new FakeToolCall { Name = "shell" }] };
        object call = new { role = "assistant", tool_calls = new[] { new { id = "call_0_0", type = "function", function = new { name = "shell", arguments = "{}" } } } };
        object answer = new { role = "tool", tool_call_id = "call_0_0", content = "out" };
        Assert.Equal("accepted", await RefusalAsync("openai", reply, call, answer));
        Assert.Contains("must be followed by tool messages", await RefusalAsync("openai", reply, call), StringComparison.Ordinal);
        Assert.Contains("must be followed by tool messages", await RefusalAsync("openai", reply, call, Wire.Hello()[0], answer), StringComparison.Ordinal);
        Assert.Contains("must be a response to a preceeding message", await RefusalAsync("openai", reply, answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("must provide a model", """{"messages":[{"role":"user","content":"x"}]}""")]
    [InlineData("Missing required parameter: 'messages'", """{"model":"m"}""")]
    [InlineData("'stream_options' parameter is only allowed", """{"model":"m","stream_options":{"include_usage":true},"messages":[{"role":"user","content":"x"}]}""")]
    [InlineData("expected a string, got null", """{"model":"m","messages":[{"role":"user"}]}""")]
    [InlineData("Invalid value: 'robot'", """{"model":"m","messages":[{"role":"robot","content":"x"}]}""")]
    [InlineData("'tools': empty array", """{"model":"m","tools":[],"messages":[{"role":"user","content":"x"}]}""")]
    public async Task OpenAI_Mistake_Is400WithItsReason(string reason, string body)
    {
        await using var server = await Wire.StartAsync(Wire.Everything);
        var (status, answer) = await Wire.PostAsync(server, "v1/chat/completions", body);
        Assert.Equal(400, status);
        Assert.Contains(reason, JsonElement.Parse(answer).GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
