using System.Text.Json;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Agents.ModelLoop;
using Silo.FakeModel;
using Silo.FakeModel.Scripts;
using Xunit;

namespace Silo.Agents.Tests.ModelLoop;

/// <summary>A model server, the driver that calls it, and a clock.</summary>
internal sealed class Rig : IAsyncDisposable
{
    internal const string KeyVariable = "SILO_TEST_KEY";
    internal const string Key = "key-4711";
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(1));

    private Rig(FakeModelServer server, string provider)
    {
        Server = server;
        Provider = provider;
        Driver = new ModelLoopDriver(name => name == KeyVariable ? Key : null, Time);
    }

    /// <summary>Both providers, for theories.</summary>
    public static TheoryData<string> Providers => [ModelProviders.Anthropic, ModelProviders.OpenAI];

    internal FakeModelServer Server { get; }

    internal string Provider { get; }

    internal ManualTime Time { get; } = new();

    internal ModelLoopDriver Driver { get; }

    internal RecordingSink Sink { get; } = new();

    /// <summary>Ends a test whose awaited event never comes.</summary>
    internal CancellationToken Patience => _patience.Token;

    internal AgentDefinition Agent => AgentOf(Provider, Provider == ModelProviders.Anthropic ? Server.Address : Server.OpenAIAddress);

    internal static async Task<Rig> StartAsync(string provider, params FakeReply[] replies) => new(
        await FakeModelServer.StartAsync(new FakeModelOptions
        {
            Script = new FakeScript { Conversations = [new FakeConversation { Replies = replies }] },
            ApiKey = Key,
        }),
        provider);

    internal static AgentDefinition AgentOf(string provider, Uri? address) => new()
    {
        Name = "tester",
        Version = "1",
        Driver = "model",
        Prompt = "You test.",
        Model = new ModelSettings
        {
            Provider = provider,
            Name = "model-x",
            BaseAddress = address,
            ApiKeyVariable = KeyVariable,
            OutputTokensMax = 4096,
            Prices = new ModelPrices(Input: 3, Output: 15, CacheRead: 0.3m, CacheWrite: 3.75m),
        },
    };

    internal static ToolDefinition Shell { get; } = new()
    {
        Name = "shell",
        Description = "Runs a command.",
        InputSchema = JsonElement.Parse("""{"type":"object","properties":{"command":{"type":"string"}},"required":["command"],"additionalProperties":false}"""),
        Effect = Effect.Workspace,
    };

    internal static ConversationEntry Said(string text) => new(ConversationRole.User, [new TextBlock(text)]);

    internal MessageAttempt Attempt(AgentDefinition agent, params ConversationEntry[] conversation) => new()
    {
        Attempt = 1,
        Key = "ses/1",
        Conversation = conversation,
        Agent = agent,
        Tools = [Shell],
    };

    internal Task<MessageResult> ProduceAsync(params ConversationEntry[] conversation) => ProduceAsync(Agent, Sink, Patience, conversation);

    internal Task<MessageResult> ProduceAsync(AgentDefinition agent, IMessageSink sink, CancellationToken cancellationToken, params ConversationEntry[] conversation) =>
        ProducerOf(agent).ProduceAsync(Attempt(agent, conversation.Length == 0 ? [Said("Hello")] : conversation), sink, cancellationToken);

    internal ModelProducer ProducerOf(AgentDefinition agent) =>
        Driver.ProducerOf(ModelEndpoint.Of(agent.Model!, name => name == KeyVariable ? Key : null));

    internal async Task<ModelCallException> FailAsync(params ConversationEntry[] conversation) =>
        await Assert.ThrowsAsync<ModelCallException>(() => ProduceAsync(conversation));

    public async ValueTask DisposeAsync()
    {
        Driver.Dispose();
        await Server.DisposeAsync();
        _patience.Dispose();
    }
}
