using System.Text.Json;
using Silo.FakeModel.Wire;

namespace Silo.FakeModel.Anthropic;

/// <summary>One message of a request.</summary>
internal sealed record AnthropicTurn(bool Assistant, IReadOnlyList<JsonElement> Blocks)
{
    internal static AnthropicTurn Read(JsonElement message)
    {
        var role = AnthropicReader.Text(message, "role");
        RefusedException.Unless(role is "user" or "assistant", "messages: Unexpected role");
        RefusedException.Unless(message.TryGetProperty("content", out var content), "messages.content: Field required");
        IReadOnlyList<JsonElement> blocks = content.ValueKind == JsonValueKind.String
            ? [JsonSerializer.SerializeToElement(new { type = "text", text = content.GetString() })]
            : [.. content.EnumerateArray()];
        RefusedException.Unless(blocks.Count > 0, "messages: all messages must have non-empty content");
        foreach (var block in blocks)
        {
            RefusedException.Unless(
                AnthropicReader.Text(block, "type") != "text" || !string.IsNullOrWhiteSpace(AnthropicReader.Text(block, "text")),
                "messages: text content blocks must contain non-whitespace text");
        }

        return new AnthropicTurn(role == "assistant", blocks);
    }
}
