using Silo.Abstractions.Events;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Turns;

namespace Silo.Agents.Scripted;

/// <summary>One turn of a scripted agent: a model loop whose model is a script.</summary>
internal sealed class ScriptedTurn(Script script, ITurnContext turn, TimeProvider clock)
{
    private readonly string _model = turn.Agent.Model?.Name ?? ScriptedDriver.DriverName;
    private readonly ScriptPosition _position = new(script, RuleCondition.TextOf(turn.Prompt));
    private StopReason _stop = StopReason.EndTurn;
    private int _messages;

    public async Task<TurnOutcome> RunAsync()
    {
        try
        {
            var choice = _position.Next([]);
            while (choice is not null)
            {
                if (_messages == turn.Agent.Limits.TurnModelCallsMax)
                    return new TurnOutcome(StopReason.MaxTurnRequests);
                choice = await SayAsync(choice);
            }

            return new TurnOutcome(_stop);
        }
        catch (StepFailedException e)
        {
            return new TurnOutcome(StopReason.Failed, e.Error);
        }
    }

    private async Task<ScriptChoice?> SayAsync(ScriptChoice choice)
    {
        _messages++;
        var message = await turn.MessageAsync(
            new MessageRequest(ScriptedDriver.DriverName, _model),
            (attempt, sink, cancellationToken) => ProduceAsync(choice, attempt, sink, cancellationToken));
        List<ToolUseBlock> calls = [.. message.Blocks.OfType<ToolUseBlock>()];
        if (calls.Count > 0)
            return _position.Next(await turn.ToolsAsync(calls)) ?? Interjected();
        _stop = message.StopReason switch
        {
            "max_tokens" => StopReason.MaxTokens,
            "refusal" => StopReason.Refusal,
            _ => StopReason.EndTurn,
        };
        return Interjected();
    }

    private ScriptChoice? Interjected() => turn.InterjectionPending ? new ScriptChoice(script.Interjected, 1, []) : null;

    private async Task<MessageResult> ProduceAsync(ScriptChoice choice, MessageAttempt attempt, IMessageSink sink, CancellationToken cancellationToken)
    {
        var reply = choice.Reply;
        if (reply.Delay > TimeSpan.Zero)
            await Task.Delay(reply.Delay, clock, cancellationToken);
        using var pacer = new TokenPacer(clock, cancellationToken);
        pacer.SetRate(reply.PerSecond);
        var writer = new ReplyWriter(sink, pacer, clock);
        var variables = new ScriptVariables(turn, choice, attempt.Conversation);
        var lengthMax = attempt.Agent.Limits.MessageBytesMax;
        if (reply.Thought is not null)
            await writer.TextAsync(DeltaKind.Thought, reply.Thought.Expand(variables, json: false, lengthMax));
        if (reply.Text is not null)
            await writer.TextAsync(DeltaKind.Message, reply.Text.Expand(variables, json: false, lengthMax));
        if (reply.Tokens is { } load)
        {
            pacer.SetRate(load.PerSecond ?? reply.PerSecond);
            await writer.LoadAsync(load);
            pacer.SetRate(reply.PerSecond);
        }

        var number = 0;
        foreach (var (tool, input) in Calls(choice, variables, attempt))
            await writer.TextAsync(DeltaKind.ToolUse, input, $"call_{_messages}_{++number}", tool);
        return new MessageResult(reply.Stop, _model, Cost(attempt, writer.Tokens));
    }

    private static IEnumerable<(string Tool, string Input)> Calls(ScriptChoice choice, ScriptVariables variables, MessageAttempt attempt)
    {
        var written = choice.Reply.Calls.Select(call => (call.Tool, call.Input.Expand(variables, json: true, attempt.Agent.Limits.MessageBytesMax)));
        return choice.Reply.Again ? Again(choice.Results, attempt.Conversation).Concat(written) : written;
    }

    /// <summary>The calls that were answered, from the conversation: there, unlike in a message's outcome, large inputs are filled in.</summary>
    private static IEnumerable<(string Tool, string Input)> Again(IReadOnlyList<ToolOutcome> results, IReadOnlyList<ConversationEntry> conversation)
    {
        var calls = conversation.Last(entry => entry.Role == ConversationRole.Assistant).Blocks.OfType<ToolUseBlock>().ToList();
        foreach (var result in results)
            yield return (result.Tool, calls.First(call => call.CallId == result.CallId).Input?.GetRawText() ?? "{}");
    }

    /// <summary>Counts what it wrote, and four characters of what it read as a token.</summary>
    private static Usage Cost(MessageAttempt attempt, long tokens)
    {
        var characters = attempt.Conversation.Sum(entry => entry.Blocks.Sum(Characters)) + (attempt.Agent.Prompt?.Length ?? 0);
        var usage = new Usage { InputTokens = (characters + 3) / 4, OutputTokens = tokens };
        return usage with { CostMicroUsd = attempt.Agent.Model?.Prices?.CostMicroUsd(usage) ?? 0 };
    }

    private static long Characters(ContentBlock block) => block switch
    {
        TextBlock text => text.Text?.Length ?? 0,
        ThoughtBlock thought => thought.Text?.Length ?? 0,
        ToolUseBlock { Input: { } input } => input.GetRawText().Length,
        _ => 0,
    };
}
