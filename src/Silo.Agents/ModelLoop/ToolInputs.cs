using System.Text.Json;
using Silo.Abstractions.Events;

namespace Silo.Agents.ModelLoop;

/// <summary>The input of a recorded tool call as a JSON object, which is all that providers take back.</summary>
internal static class ToolInputs
{
    internal static JsonElement Of(ToolUseBlock call)
    {
        if (call.Input is { ValueKind: JsonValueKind.Object } input) return input;
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("invalid_input", call.InvalidInput ?? string.Empty);
            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }
}
