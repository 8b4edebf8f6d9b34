using Anthropic.Models.Messages;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using ContentBlock = Silo.Abstractions.Events.ContentBlock;
using Say = Silo.Abstractions.Events;

namespace Silo.Agents.ModelLoop;

/// <summary>Writes a conversation as a Messages request.</summary>
internal static class AnthropicRequests
{
    internal static MessageCreateParams Of(MessageAttempt attempt, ModelSettings settings)
    {
        var turns = ConversationShape.Of(attempt.Conversation);
        var request = new MessageCreateParams
        {
            Model = settings.Name,
            MaxTokens = settings.OutputTokensMax,
            Messages = [.. turns.Select((turn, n) => MessageOf(turn, last: n == turns.Count - 1))],
        };
        if (attempt.Agent.Prompt is { Length: > 0 } prompt)
            request = request with { System = new List<TextBlockParam> { new() { Text = prompt, CacheControl = new CacheControlEphemeral() } } };
        if (attempt.Tools.Count > 0) request = request with { Tools = [.. attempt.Tools.Select(ToolOf)] };
        if (settings.ThinkingTokens is { } tokens) request = request with { Thinking = new ThinkingConfigEnabled(tokens) };
        return request;
    }

    private static ToolUnion ToolOf(ToolDefinition tool) => new Tool
    {
        Name = tool.Name,
        Description = tool.Description,
        InputSchema = InputSchema.FromRawUnchecked(tool.InputSchema.EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal)),
    };

    private static MessageParam MessageOf(ModelTurn turn, bool last) => turn switch
    {
        ModelTurn.Assistant assistant => new AssistantMessageParam(assistant.Blocks.Select(BlockOf).OfType<ContentBlockParam>().ToList()),
        ModelTurn.User user => new UserMessageParam(BlocksOf(user, last).ToList()),
        _ => throw new InvalidOperationException($"A turn of kind {turn.GetType().Name} is not known."),
    };

    /// <summary>A thought that the provider did not sign cannot go back to it.</summary>
    private static ContentBlockParam? BlockOf(ContentBlock block) => block switch
    {
        Say.TextBlock text => new TextBlockParam(text.Text!),
        Say.ThoughtBlock { Redacted: { } data } => new RedactedThinkingBlockParam(data),
        Say.ThoughtBlock { Signature: { } signature } thought => new ThinkingBlockParam { Thinking = thought.Text ?? string.Empty, Signature = signature },
        Say.ToolUseBlock call => new ToolUseBlockParam
        {
            ID = call.CallId,
            Name = call.Tool,
            Input = ToolInputs.Of(call).EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal),
        },
        _ => null,
    };

    /// <summary>The last block is marked for the provider's cache, so that the next call reads what this one sent.</summary>
    private static IEnumerable<ContentBlockParam> BlocksOf(ModelTurn.User user, bool last)
    {
        for (var n = 0; n < user.Answers.Count; n++)
        {
            var answer = user.Answers[n];
            var result = new ToolResultBlockParam(answer.CallId);
            if (answer.Text.Length > 0) result = result with { Content = answer.Text };
            if (answer.Status != ToolStatus.Ok) result = result with { IsError = true };
            yield return last && user.Texts.Count == 0 && n == user.Answers.Count - 1 ? result with { CacheControl = new CacheControlEphemeral() } : result;
        }

        for (var n = 0; n < user.Texts.Count; n++)
        {
            var text = new TextBlockParam(user.Texts[n]);
            yield return last && n == user.Texts.Count - 1 ? text with { CacheControl = new CacheControlEphemeral() } : text;
        }
    }
}
