using OpenAI.Chat;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;

namespace Silo.Agents.ModelLoop;

/// <summary>Writes a conversation as a Chat Completions request.</summary>
internal static class OpenAIRequests
{
    internal static (IReadOnlyList<ChatMessage> Messages, ChatCompletionOptions Options) Of(MessageAttempt attempt, ModelSettings settings)
    {
        var messages = new List<ChatMessage>();
        if (attempt.Agent.Prompt is { Length: > 0 } prompt) messages.Add(new SystemChatMessage(prompt));
        foreach (var turn in ConversationShape.Of(attempt.Conversation))
        {
            switch (turn)
            {
                case ModelTurn.Assistant assistant:
                    messages.Add(AssistantOf(assistant));
                    break;
                case ModelTurn.User user:
                    messages.AddRange(user.Answers.Select(a => new ToolChatMessage(a.CallId, TextOf(a))));
                    if (user.Texts.Count > 0) messages.Add(new UserChatMessage(string.Join("\n\n", user.Texts)));
                    break;
            }
        }

        var options = new ChatCompletionOptions { MaxOutputTokenCount = settings.OutputTokensMax, Temperature = (float?)settings.Temperature };
        foreach (var tool in attempt.Tools)
            options.Tools.Add(ChatTool.CreateFunctionTool(tool.Name, tool.Description, BinaryData.FromString(tool.InputSchema.GetRawText())));
        return (messages, options);
    }

    private static AssistantChatMessage AssistantOf(ModelTurn.Assistant assistant)
    {
        var calls = assistant.Blocks.OfType<ToolUseBlock>()
            .Select(c => ChatToolCall.CreateFunctionToolCall(c.CallId, c.Tool, BinaryData.FromString(ToolInputs.Of(c).GetRawText()))).ToList();
        var text = string.Concat(assistant.Blocks.OfType<TextBlock>().Select(b => b.Text));
        if (calls.Count == 0) return new AssistantChatMessage(text);
        var message = new AssistantChatMessage(calls);
        if (text.Length > 0) message.Content.Add(ChatMessageContentPart.CreateTextPart(text));
        return message;
    }

    /// <summary>The protocol cannot mark a failure, so the text says it first.</summary>
    private static string TextOf(ToolAnswer answer) => answer.Status switch
    {
        ToolStatus.Ok => answer.Text,
        ToolStatus.Interrupted => "[interrupted] " + answer.Text,
        ToolStatus.Refused => "[refused] " + answer.Text,
        ToolStatus.Cancelled => "[cancelled] " + answer.Text,
        ToolStatus.TimedOut => "[timed out] " + answer.Text,
        _ => "[failed] " + answer.Text,
    };
}
