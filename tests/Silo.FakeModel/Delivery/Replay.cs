using System.Text.Json;
using Silo.FakeModel.Scripts;
using Silo.FakeModel.Wire;

namespace Silo.FakeModel.Delivery;

/// <summary>Checks that what the model is told it said is what it said: a splice of two attempts is refused here.</summary>
internal static class Replay
{
    internal static void Verify(FakeConversation conversation, ModelRequest request)
    {
        var index = 0;
        foreach (var turn in request.Assistants)
        {
            var sent = turn.IsDetour ? conversation.OnInterrupted : Exchange.At(conversation, index);
            if (!turn.IsDetour) index++;
            RefusedException.Unless(sent is not null && (sent.Text ?? string.Empty) == turn.Text, $"replay: assistant message {index} has another text than was sent");
            RefusedException.Unless(sent!.Tools.Count == turn.Calls.Count, $"replay: assistant message {index} has another number of tool calls than was sent");
            for (var n = 0; n < turn.Calls.Count; n++)
            {
                RefusedException.Unless(
                    sent.Tools[n].Name == turn.Calls[n].Name && SameInput(sent.Tools[n], turn.Calls[n].Input), $"replay: assistant message {index} has another tool call than was sent");
            }

            if (request.Protocol.Name == "anthropic" && sent.Thinking is { } thinking)
                RefusedException.Unless(turn.Thinking.SequenceEqual([thinking]), $"replay: assistant message {index} lacks its thinking");
        }
    }

    private static bool SameInput(FakeToolCall sent, string input)
    {
        if (sent.InputText is not null) return true;
        using var returned = JsonDocument.Parse(input.Length == 0 ? "{}" : input);
        using var original = JsonDocument.Parse(sent.Text.Length == 0 ? "{}" : sent.Text);
        return JsonElement.DeepEquals(returned.RootElement, original.RootElement);
    }
}
