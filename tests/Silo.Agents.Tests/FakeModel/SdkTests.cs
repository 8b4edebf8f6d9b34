using System.ClientModel;
using System.ClientModel.Primitives;
using Anthropic;
using Anthropic.Core;
using Anthropic.Models.Messages;
using OpenAI;
using OpenAI.Chat;
using Silo.FakeModel;
using Silo.FakeModel.Scripts;
using Xunit;

namespace Silo.Agents.Tests.FakeModel;

/// <summary>What the server sends is what the official SDKs read, over a real socket, with all their checks on.</summary>
public sealed class SdkTests
{
    private static AnthropicClient AnthropicOf(FakeModelServer server) =>
        new(new ClientOptions { BaseUrl = server.Address.AbsoluteUri.TrimEnd('/'), ApiKey = "k", ResponseValidation = true, MaxRetries = 0 });

    private static ChatClient OpenAIOf(FakeModelServer server) => new(
        "model-x", new ApiKeyCredential("k"), new OpenAIClientOptions { Endpoint = server.OpenAIAddress, RetryPolicy = new ClientRetryPolicy(0) });

    private static MessageCreateParams Ask => new() { Model = "model-x", MaxTokens = 100, Messages = [new UserMessageParam("hello")] };

    private static void Check(Message message)
    {
        message.Validate();
        Assert.Equal(("model-x", "tool_use", 11, 22), (message.Model.Raw(), message.StopReason!.Raw(), message.Usage.InputTokens, message.Usage.OutputTokens));
        Assert.Equal((3, 4), (message.Usage.CacheReadInputTokens, message.Usage.CacheCreationInputTokens));
        Assert.True(message.Content[0].TryPickThinking(out var thinking));
        Assert.Equal("Let me think.", thinking.Thinking);
        Assert.StartsWith("sig", thinking.Signature, StringComparison.Ordinal);
        Assert.True(message.Content[1].TryPickRedactedThinking(out var redacted));
        Assert.Equal(32, redacted.Data.Length);
        Assert.True(message.Content[2].TryPickText(out var text));
        Assert.Equal("Grüße to you.", text.Text);
        Assert.True(message.Content[3].TryPickToolUse(out var shell));
        Assert.Equal(("shell", "ls -la", 2), (shell.Name, shell.Input["command"].GetString(), shell.Input["deep"].GetProperty("n")[1].GetInt32()));
        Assert.True(message.Content[4].TryPickToolUse(out var list));
        Assert.Empty(list.Input);
    }

    [Fact]
    public async Task Anthropic_Streamed_IsTheScriptedMessage()
    {
        await using var server = await Wire.StartAsync(Wire.Everything);
        using var client = AnthropicOf(server);

        // The SDK's own aggregator puts the stream together.
        Check(await client.Messages.CreateStreaming(Ask, TestContext.Current.CancellationToken).Aggregate());
    }

    [Fact]
    public async Task Anthropic_Whole_IsTheScriptedMessage()
    {
        await using var server = await Wire.StartAsync(Wire.Everything);
        using var client = AnthropicOf(server);
        Check(await client.Messages.Create(Ask, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task OpenAI_Streamed_IsTheScriptedMessage()
    {
        await using var server = await Wire.StartAsync(Wire.Everything);
        var updates = new List<StreamingChatCompletionUpdate>();
        await foreach (var update in OpenAIOf(server).CompleteChatStreamingAsync([new UserChatMessage("hello")], options: null, TestContext.Current.CancellationToken)) updates.Add(update);
        Assert.Equal("Grüße to you.", string.Concat(updates.SelectMany(u => u.ContentUpdate).Select(p => p.Text)));
        Assert.Equal(ChatMessageRole.Assistant, updates[0].Role);
        var arguments = updates.SelectMany(u => u.ToolCallUpdates).GroupBy(c => c.Index).Select(g => (g.First().FunctionName, string.Concat(g.Select(c => c.FunctionArgumentsUpdate)))).ToList();
        Assert.Equal([("shell", """{"command":"ls -la","deep":{"n":[1,2]}}"""), ("list", string.Empty)], arguments);
        Assert.Equal(ChatFinishReason.ToolCalls, Assert.Single(updates, u => u.FinishReason is not null).FinishReason);
        var usage = Assert.Single(updates, u => u.Usage is not null).Usage;
        Assert.Equal((14, 22, 3), (usage.InputTokenCount, usage.OutputTokenCount, usage.InputTokenDetails.CachedTokenCount));
    }

    [Fact]
    public async Task OpenAI_Whole_IsTheScriptedMessage()
    {
        await using var server = await Wire.StartAsync(Wire.Everything);
        ChatCompletion message = await OpenAIOf(server).CompleteChatAsync([new UserChatMessage("hello")], options: null, TestContext.Current.CancellationToken);
        Assert.Equal(("Grüße to you.", ChatFinishReason.ToolCalls, 14), (message.Content[0].Text, message.FinishReason, message.Usage.InputTokenCount));
        Assert.Equal(["shell", "list"], message.ToolCalls.Select(c => c.FunctionName));
    }

    [Fact]
    public async Task Errors_OfBothProtocols_AreReadByTheSdks()
    {
        await using var server = await Wire.StartAsync(new FakeReply { Faults = [new FakeFault { Request = 0, Kind = FakeFaultKind.Status, Status = 429, Message = "Slow down." }] });
        using var client = AnthropicOf(server);
        var limited = await Assert.ThrowsAsync<Anthropic.Exceptions.AnthropicRateLimitException>(() => client.Messages.Create(Ask, TestContext.Current.CancellationToken));
        Assert.Equal(("Slow down.", "rate_limit_error"), (limited.ApiMessage, limited.Type!.Raw()));
        var refused = await Assert.ThrowsAsync<ClientResultException>(() => OpenAIOf(server).CompleteChatAsync([new UserChatMessage("hello")], options: null, TestContext.Current.CancellationToken));
        Assert.Equal(429, refused.Status);
        Assert.Contains("Slow down.", refused.Message, StringComparison.Ordinal);
    }
}
