using System.Text.Json.Serialization.Metadata;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;

namespace Silo.Agents.Tests.Scripted;

/// <summary>A turn in memory: keeps the conversation, runs tools by a function, and can replay the steps of another turn.</summary>
internal sealed class FakeTurn(AgentDefinition agent, string prompt) : ITurnContext
{
    private readonly List<ConversationEntry> _conversation = [new(ConversationRole.User, [new TextBlock(prompt)])];
    private long _step;

    public SessionKey Session { get; } = new(TenantId.Default, SessionId.Create(DateTimeOffset.UnixEpoch, new byte[10]));

    public TurnId Turn { get; } = TurnId.Create(DateTimeOffset.UnixEpoch, new byte[10]);

    public AgentDefinition Agent => agent;

    public long Epoch => 1;

    public IReadOnlyList<ContentBlock> Prompt { get; } = [new TextBlock(prompt)];

    public IReadOnlyList<ToolDefinition> Tools => [];

    public bool InterjectionPending { get; private set; }

    /// <summary>Runs one call.</summary>
    public Func<ToolUseBlock, (ToolStatus Status, string Text)> Tool { get; init; } = _ => (ToolStatus.Ok, "done");

    /// <summary>What somebody says while the n-th message (from 1) is made.</summary>
    public Dictionary<int, string> Interjections { get; } = [];

    /// <summary>Ended steps of an earlier run of the same turn; the program gets them instead of new ones.</summary>
    public Queue<MessageOutcome> Replay { get; init; } = [];

    public List<MessageOutcome> Messages { get; } = [];

    public List<RecordedMessage> Made { get; } = [];

    public List<MessageResult> Results { get; } = [];

    public List<ToolUseBlock> Calls { get; } = [];

    public Action<string>? OnToken { get; init; }

    public CancellationToken Cancelled { get; init; }

    public StepFailedException? Failure { get; init; }

    public async Task<MessageOutcome> MessageAsync(MessageRequest request, MessageProducer producer)
    {
        if (Failure is not null)
            throw Failure;
        InterjectionPending = false;
        var outcome = Replay.TryDequeue(out var recorded) ? recorded : await MakeAsync(producer);
        Messages.Add(outcome);
        _conversation.Add(new ConversationEntry(ConversationRole.Assistant, outcome.Blocks));
        if (Interjections.TryGetValue(Messages.Count, out var said))
        {
            _conversation.Add(new ConversationEntry(ConversationRole.User, [new TextBlock(said)]));
            InterjectionPending = true;
        }

        return outcome;
    }

    public Task<IReadOnlyList<ToolOutcome>> ToolsAsync(IReadOnlyList<ToolUseBlock> calls)
    {
        var outcomes = new List<ToolOutcome>();
        foreach (var call in calls)
        {
            Calls.Add(call);
            var (status, text) = Tool(call);
            outcomes.Add(new ToolOutcome(++_step, call.CallId, call.Tool, status, [new TextBlock(text)]));
            _conversation.Add(new ConversationEntry(ConversationRole.Tool, outcomes[^1].Content, call.CallId, status));
        }

        return Task.FromResult<IReadOnlyList<ToolOutcome>>(outcomes);
    }

    public Task<T> StepAsync<T>(string name, Effect effect, JsonTypeInfo<T> type, Func<StepAttempt, CancellationToken, Task<T>> body) =>
        throw new NotSupportedException();

    public Task<ApprovalOutcome> AskAsync(ApprovalRequest request) => throw new NotSupportedException();

    private async Task<MessageOutcome> MakeAsync(MessageProducer producer)
    {
        var message = new RecordedMessage { OnToken = OnToken };
        Made.Add(message);
        var attempt = new MessageAttempt { Attempt = 1, Key = "key", Conversation = [.. _conversation], Agent = agent, Tools = [] };
        var result = await producer(attempt, message, Cancelled);
        Results.Add(result);
        return new MessageOutcome(++_step, message.Blocks, result.StopReason);
    }
}
