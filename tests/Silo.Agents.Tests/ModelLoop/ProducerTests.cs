using System.Text.Json;
using Silo.Abstractions.Events;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Agents.ModelLoop;
using Silo.FakeModel.Delivery;
using Silo.FakeModel.Scripts;
using Xunit;

namespace Silo.Agents.Tests.ModelLoop;

public sealed class ProducerTests
{
    public static TheoryData<string> Providers => Rig.Providers;

    private static FakeToolCall Call(string command) => new() { Name = "shell", Input = JsonSerializer.SerializeToElement(new { command }) };

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Text_Streamed_IsTheMessage(string provider)
    {
        await using var rig = await Rig.StartAsync(provider, new FakeReply { Text = "Grüße, wörld 🎉 of  spaces\n" });
        var result = await rig.ProduceAsync();
        Assert.Equal([new TextBlock("Grüße, wörld 🎉 of  spaces\n")], rig.Sink.Blocks);
        Assert.Equal("model-x", result.Model);
        Assert.Equal(ModelStop.End, ModelStops.Of(result.StopReason));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Token_Sent_LeavesBeforeTheNextIsMade(string provider)
    {
        await using var rig = await Rig.StartAsync(provider, new FakeReply { Text = "one two three", Gated = true });
        var call = rig.ProduceAsync();
        for (var token = 1; token <= 3; token++)
        {
            rig.Server.Release("*");
            await rig.Sink.ReachedAsync(token, rig.Patience);
            Assert.Equal(token, rig.Sink.Appends);
        }

        await call;
    }

    [Fact]
    public async Task Thinking_Anthropic_KeepsSignatureAndRedactedData()
    {
        await using var rig = await Rig.StartAsync(ModelProviders.Anthropic, new FakeReply { Thinking = "Let me see.", RedactedThinkingBytes = 40, Text = "Seen." });
        await rig.ProduceAsync();
        var thought = Assert.IsType<ThoughtBlock>(rig.Sink.Blocks[0]);
        Assert.Equal("Let me see.", thought.Text);
        Assert.StartsWith("sig", thought.Signature, StringComparison.Ordinal);
        var redacted = Assert.IsType<ThoughtBlock>(rig.Sink.Blocks[1]);
        Assert.Equal((string.Empty, 40), (redacted.Text, redacted.Redacted!.Length));
        Assert.Equal(new TextBlock("Seen."), rig.Sink.Blocks[2]);
    }

    [Fact]
    public async Task Thinking_OpenAICompatible_IsAThought()
    {
        await using var rig = await Rig.StartAsync(ModelProviders.OpenAI, new FakeReply { Thinking = "Let me see.", Text = "Seen." });
        await rig.ProduceAsync();
        Assert.Equal([new ThoughtBlock("Let me see."), new TextBlock("Seen.")], rig.Sink.Blocks);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Thinking_ComesBack_Verbatim(string provider)
    {
        // The server refuses a thought whose text or signature differs, and an assistant message that it did not say.
        await using var rig = await Rig.StartAsync(
            provider, new FakeReply { Thinking = "Let me see.", RedactedThinkingBytes = 40, Tools = [Call("ls")] }, new FakeReply { Text = "Done." });
        await rig.ProduceAsync();
        var sink = new RecordingSink();
        await rig.ProduceAsync(
            rig.Agent, sink, rig.Patience, Rig.Said("Hello"), new ConversationEntry(ConversationRole.Assistant, rig.Sink.Blocks),
            new ConversationEntry(ConversationRole.Tool, [new TextBlock("a.txt")], "call_0_0", ToolStatus.Ok));
        Assert.Equal([new TextBlock("Done.")], sink.Blocks);
    }

    [Theory]
    [InlineData("anthropic", false)]
    [InlineData("openai", false)]
    [InlineData("openai", true)]
    public async Task ParallelTools_EvenInterleaved_AreBlocksOneAfterTheOther(string provider, bool interleave)
    {
        await using var rig = await Rig.StartAsync(
            provider, new FakeReply { Text = "Two at once.", Tools = [Call("ls -la /"), Call("cat ä.txt"), new FakeToolCall { Name = "shell" }], InterleaveTools = interleave });
        var result = await rig.ProduceAsync();
        Assert.Equal(
            ["Message:::Two at once.", """ToolUse:call_0_0:shell:{"command":"ls -la /"}""", """ToolUse:call_0_1:shell:{"command":"cat ä.txt"}""", "ToolUse:call_0_2:shell:{}"],
            rig.Sink.Lines);
        Assert.Equal(ModelStop.End, ModelStops.Of(result.StopReason));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task ToolInput_NotJson_IsHandedOnAsText(string provider)
    {
        await using var rig = await Rig.StartAsync(provider, new FakeReply { Tools = [new FakeToolCall { Name = "shell", InputText = "{\"command\": ls" }] });
        await rig.ProduceAsync();
        Assert.Equal("{\"command\": ls", Assert.IsType<ToolUseBlock>(rig.Sink.Blocks[0]).InvalidInput);
    }

    [Theory]
    [InlineData("anthropic", 7)]
    [InlineData("openai", 0)]
    public async Task Usage_Reported_IsCountedOnceAndPriced(string provider, long written)
    {
        var usage = new FakeUsage { InputTokens = 1000, OutputTokens = 100, CacheReadTokens = 50, CacheWriteTokens = written };
        await using var rig = await Rig.StartAsync(provider, new FakeReply { Text = "Hi.", Usage = usage });
        var result = await rig.ProduceAsync();

        // 1000 × 3 + 100 × 15 + 50 × 0.3 + 7 × 3.75, rounded up.
        Assert.Equal(
            new Usage { InputTokens = 1000, OutputTokens = 100, CacheReadTokens = 50, CacheWriteTokens = written, CostMicroUsd = written == 0 ? 4515 : 4542 },
            result.Usage);
    }

    [Theory]
    [InlineData("anthropic", "max_tokens", StopReason.MaxTokens)]
    [InlineData("anthropic", "refusal", StopReason.Refusal)]
    [InlineData("openai", "max_tokens", StopReason.MaxTokens)]
    [InlineData("openai", "refusal", StopReason.Refusal)]
    public async Task StopReason_OfTheProvider_IsUnderstood(string provider, string reason, StopReason expected)
    {
        await using var rig = await Rig.StartAsync(provider, new FakeReply { Text = "I", StopReason = reason });
        Assert.Equal(expected, ModelStops.ToStopReason(ModelStops.Of((await rig.ProduceAsync()).StopReason)));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Request_WithEverySetting_IsAccepted(string provider)
    {
        await using var rig = await Rig.StartAsync(provider, new FakeReply { Text = "Yes." });
        var model = rig.Agent.Model! with { OutputTokensMax = 5000, ThinkingTokens = provider == ModelProviders.Anthropic ? 2048 : null, Temperature = provider == ModelProviders.OpenAI ? 0.5 : null };
        await rig.ProduceAsync(rig.Agent with { Model = model }, rig.Sink, rig.Patience);
        var body = JsonElement.Parse(Assert.Single(rig.Server.Requests).Body);
        Assert.Equal(5000, body.GetProperty(provider == ModelProviders.Anthropic ? "max_tokens" : "max_completion_tokens").GetInt32());
        Assert.Contains("You test.", body.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("additionalProperties", body.GetRawText(), StringComparison.Ordinal);
        if (provider == ModelProviders.Anthropic) Assert.Equal(2048, body.GetProperty("thinking").GetProperty("budget_tokens").GetInt32());
        else Assert.Equal(0.5, body.GetProperty("temperature").GetDouble());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Cancel_InMidStream_EndsTheRequest(string provider)
    {
        await using var rig = await Rig.StartAsync(provider, new FakeReply { Text = "one two three", Gated = true });
        using var cancel = new CancellationTokenSource();
        var call = rig.ProduceAsync(rig.Agent, rig.Sink, cancel.Token);
        rig.Server.Release("*");
        await rig.Sink.ReachedAsync(1, rig.Patience);
        await cancel.CancelAsync();
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(rig.Patience));
        Assert.Equal(cancel.Token, cancelled.CancellationToken);
        await rig.Server.WaitAsync(r => r[0].Outcome == RequestOutcome.Aborted, rig.Patience);
        Assert.Equal(1, rig.Server.Requests[0].TokensSent);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Cancel_BeforeTheAnswer_EndsTheRequest(string provider)
    {
        await using var rig = await Rig.StartAsync(provider, new FakeReply { Text = "one", Faults = [new FakeFault { Kind = FakeFaultKind.SlowHeaders }] });
        using var cancel = new CancellationTokenSource();
        var call = rig.ProduceAsync(rig.Agent, rig.Sink, cancel.Token);
        await rig.Server.WaitAsync(r => r.Count == 1, rig.Patience);
        await cancel.CancelAsync();
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(rig.Patience));
        Assert.Equal(cancel.Token, cancelled.CancellationToken);
        await rig.Server.WaitAsync(r => r[0].Outcome == RequestOutcome.Aborted, rig.Patience);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Sink_ThatThrows_IsLetThrough(string provider)
    {
        await using var rig = await Rig.StartAsync(provider, new FakeReply { Text = "More than a few bytes.", Gated = true });
        rig.Server.Release("*", 3);
        await Assert.ThrowsAsync<MessageTooLargeException>(() => rig.ProduceAsync(rig.Agent, new RecordingSink(bytesMax: 8), rig.Patience));

        // The server still waits at its gate: the request was ended from here.
        await rig.Server.WaitAsync(r => r[0].Outcome == RequestOutcome.Aborted, rig.Patience);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Key_OfTheHost_IsTheOnlyOneSent(string provider)
    {
        // The SDKs read these by themselves where nothing is set; the server accepts one key only.
        Environment.SetEnvironmentVariable("ANTHROPIC_API_KEY", "foreign");
        Environment.SetEnvironmentVariable("ANTHROPIC_AUTH_TOKEN", "foreign");
        Environment.SetEnvironmentVariable("OPENAI_API_KEY", "foreign");
        await using var rig = await Rig.StartAsync(provider, new FakeReply { Text = "Yes." });
        await rig.ProduceAsync();
        var unauthorized = await Assert.ThrowsAsync<ModelCallException>(
            () => rig.ProduceAsync(rig.Agent with { Model = rig.Agent.Model! with { ApiKeyVariable = null } }, rig.Sink, rig.Patience));
        Assert.Equal("unauthorized", unauthorized.Code);
    }
}
