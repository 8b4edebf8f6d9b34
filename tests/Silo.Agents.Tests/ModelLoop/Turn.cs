using System.Text.Json;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Xunit;

namespace Silo.Agents.Tests.ModelLoop;

/// <summary>A turn in memory that keeps to the port: runs attempts, records outcomes, builds the conversation.</summary>
internal sealed class Turn(AgentDefinition agent, string prompt, Func<ToolUseBlock, ToolOutcome>? tool = null) : ITurnContext
{
    private readonly Queue<string> _interjections = [];
    private long _step;

    internal List<ConversationEntry> Conversation { get; } = [Rig.Said(prompt)];

    internal List<MessageRequest> Calls { get; } = [];

    internal List<int> Batches { get; } = [];

    public SessionKey Session { get; } = new(TenantId.Default, default);

    TurnId ITurnContext.Turn => default;

    public AgentDefinition Agent => agent;

    public long Epoch => 1;

    public IReadOnlyList<ContentBlock> Prompt { get; } = [new TextBlock(prompt)];

    public IReadOnlyList<ToolDefinition> Tools { get; } = [Rig.Shell];

    public bool InterjectionPending => _interjections.Count > 0;

    /// <summary>Somebody speaks while this model call runs: 1, 2, 3 …</summary>
    internal Dictionary<int, string> SpeakDuringCall { get; } = [];

    public async Task<MessageOutcome> MessageAsync(MessageRequest request, MessageProducer producer)
    {
        Calls.Add(request);
        while (_interjections.TryDequeue(out var text)) Conversation.Add(Rig.Said(text));
        var sink = new RecordingSink();
        var attempt = new MessageAttempt { Attempt = 1, Key = "ses/1", Conversation = [.. Conversation], Agent = agent, Tools = Tools };
        MessageResult result;
        try
        {
            result = await producer(attempt, sink, TestContext.Current.CancellationToken);
        }
        catch (ModelCallException failed)
        {
            throw new StepFailedException(new EventError(failed.Code, failed.Message, failed.Retryable));
        }

        if (SpeakDuringCall.TryGetValue(Calls.Count, out var said)) _interjections.Enqueue(said);
        Conversation.Add(new ConversationEntry(ConversationRole.Assistant, sink.Blocks));
        return new MessageOutcome(++_step, sink.Blocks, result.StopReason);
    }

    public Task<IReadOnlyList<ToolOutcome>> ToolsAsync(IReadOnlyList<ToolUseBlock> calls)
    {
        Assert.InRange(calls.Count, 1, 128);
        Batches.Add(calls.Count);
        var outcomes = calls.Select(c => tool?.Invoke(c) ?? new ToolOutcome(++_step, c.CallId, c.Tool, ToolStatus.Ok, [new TextBlock("ok")])).ToList();
        Conversation.AddRange(outcomes.Select(o => new ConversationEntry(ConversationRole.Tool, o.Content, o.CallId, o.Status)));
        return Task.FromResult<IReadOnlyList<ToolOutcome>>(outcomes);
    }

    public Task<T> StepAsync<T>(string name, Effect effect, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, Func<StepAttempt, CancellationToken, Task<T>> body) =>
        throw new NotSupportedException();

    public Task<ApprovalOutcome> AskAsync(ApprovalRequest request) => throw new NotSupportedException();

    internal static JsonElement Json(object value) => JsonSerializer.SerializeToElement(value);
}
