using System.Text.Json;
using Silo.FakeModel.Wire;
using static Silo.FakeModel.Anthropic.AnthropicReader;

namespace Silo.FakeModel.Anthropic;

/// <summary>The rules between messages: alternation, answers to tool calls, thinking that comes back verbatim.</summary>
internal static class AnthropicTurns
{
    internal static void Check(IReadOnlyList<AnthropicTurn> turns)
    {
        RefusedException.Unless(!turns[0].Assistant, "messages: first message must use the \"user\" role");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < turns.Count; i++)
        {
            if (i > 0)
                RefusedException.Unless(turns[i].Assistant != turns[i - 1].Assistant, "messages: roles must alternate between \"user\" and \"assistant\"");
            if (turns[i].Assistant) CheckAssistant(turns[i], seen);
            else CheckUser(turns[i], i == 0 ? [] : CallIds(turns[i - 1]), i);
        }

        RefusedException.Unless(!turns[^1].Assistant || CallIds(turns[^1]).Count == 0, "messages: `tool_use` ids were found without `tool_result` blocks");
    }

    internal static AssistantTurn ToAssistant(AnthropicTurn turn) => new(
        string.Concat(turn.Blocks.Where(b => Text(b, "type") == "text").Select(b => Text(b, "text"))),
        [.. turn.Blocks.Where(b => Text(b, "type") == "tool_use").Select(b => new SentCall(Text(b, "id")!, Text(b, "name")!, b.GetProperty("input").GetRawText()))],
        [.. turn.Blocks.Where(b => Text(b, "type") == "thinking").Select(b => Text(b, "thinking")!)]);

    private static List<string> CallIds(AnthropicTurn turn) =>
        [.. turn.Blocks.Where(b => Text(b, "type") == "tool_use").Select(b => Text(b, "id")!)];

    private static void CheckAssistant(AnthropicTurn turn, HashSet<string> seen)
    {
        foreach (var block in turn.Blocks)
        {
            switch (Text(block, "type"))
            {
                case "text": break;
                case "thinking":
                    RefusedException.Unless(
                        Text(block, "thinking") is { } thinking && Text(block, "signature") == Planned.SignatureOf(thinking), "messages: Invalid `signature` in `thinking` block");
                    break;
                case "redacted_thinking":
                    RefusedException.Unless(Text(block, "data") is { } data && Planned.IsRedactedData(data), "messages: Invalid `data` in `redacted_thinking` block");
                    break;
                case "tool_use":
                    RefusedException.Unless(Text(block, "id") is { } id && seen.Add(id), "messages: `tool_use` ids must be unique");
                    RefusedException.Unless(Text(block, "name") is { Length: > 0 }, "messages: tool_use.name: Field required");
                    RefusedException.Unless(
                        block.TryGetProperty("input", out var input) && input.ValueKind == JsonValueKind.Object, "messages: tool_use.input: Input should be a valid dictionary");
                    break;
                default: throw new RefusedException($"messages: Unexpected block {Text(block, "type")} in an assistant message");
            }
        }

        RefusedException.Unless(
            Text(turn.Blocks[^1], "type") is not ("thinking" or "redacted_thinking"), "messages: The final block in an assistant message cannot be `thinking`.");
    }

    private static void CheckUser(AnthropicTurn turn, List<string> calls, int index)
    {
        var results = turn.Blocks.TakeWhile(b => Text(b, "type") == "tool_result").Select(b => Text(b, "tool_use_id")!).ToList();
        var missing = calls.Except(results, StringComparer.Ordinal).ToList();
        RefusedException.Unless(
            missing.Count == 0,
            $"messages.{index}: `tool_use` ids were found without `tool_result` blocks immediately after: {string.Join(", ", missing)}. Each `tool_use` block must have a corresponding `tool_result` block in the next message.");
        foreach (var block in turn.Blocks)
        {
            switch (Text(block, "type"))
            {
                case "text": break;
                case "tool_result":
                    RefusedException.Unless(
                        calls.Remove(Text(block, "tool_use_id") ?? string.Empty),
                        $"messages.{index}: unexpected `tool_use_id` found in `tool_result` blocks: {Text(block, "tool_use_id")}. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.");
                    break;
                default: throw new RefusedException($"messages.{index}: Unexpected block {Text(block, "type")} in a user message");
            }
        }
    }
}
