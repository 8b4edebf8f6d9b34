using System.Text.Json;
using Silo.FakeModel.Wire;

namespace Silo.FakeModel.OpenAI;

/// <summary>Reads a Chat Completions request and refuses what the provider refuses.</summary>
internal static class OpenAIReader
{
    internal static ModelRequest Read(IProtocol protocol, JsonElement body, long bytes)
    {
        RefusedException.Unless(Text(body, "model") is { Length: > 0 }, "you must provide a model parameter");
        RefusedException.Unless(
            body.TryGetProperty("messages", out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0,
            "Missing required parameter: 'messages'.");
        var streaming = body.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;
        var hasStreamOptions = body.TryGetProperty("stream_options", out var options) && options.ValueKind == JsonValueKind.Object;
        RefusedException.Unless(streaming || !hasStreamOptions, "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
        foreach (var name in new[] { "max_tokens", "max_completion_tokens" })
            RefusedException.Unless(!body.TryGetProperty(name, out var n) || n.GetInt64() >= 1, $"Invalid '{name}': integer below minimum value.");
        ToolsOf(body);
        var messages = list.EnumerateArray().ToList();
        Check(messages);
        return new ModelRequest
        {
            Protocol = protocol,
            Model = Text(body, "model")!,
            Stream = streaming,
            StreamUsage = hasStreamOptions && options.TryGetProperty("include_usage", out var usage) && usage.ValueKind == JsonValueKind.True,
            FirstUserText = ContentOf(messages.FirstOrDefault(m => Text(m, "role") == "user")),
            Assistants = [.. messages.Where(m => Text(m, "role") == "assistant").Select(m => new AssistantTurn(ContentOf(m), CallsOf(m), []))],
            LastResults = [.. messages.AsEnumerable().Reverse().TakeWhile(m => Text(m, "role") != "assistant").Where(m => Text(m, "role") == "tool").Select(ContentOf)],
            Bytes = bytes,
            Body = body,
        };
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string ContentOf(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("content", out var content)) return string.Empty;
        return content.ValueKind switch
        {
            JsonValueKind.String => content.GetString()!,
            JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(p => Text(p, "text"))),
            _ => string.Empty,
        };
    }

    private static List<SentCall> CallsOf(JsonElement message)
    {
        if (!message.TryGetProperty("tool_calls", out var calls) || calls.ValueKind != JsonValueKind.Array) return [];
        var result = new List<SentCall>();
        foreach (var call in calls.EnumerateArray())
        {
            RefusedException.Unless(
                Text(call, "id") is { Length: > 0 } && Text(call, "type") == "function" && call.TryGetProperty("function", out var f)
                && Text(f, "name") is { Length: > 0 } && Text(f, "arguments") is not null,
                "Invalid value: 'messages.tool_calls'.");
            result.Add(new SentCall(Text(call, "id")!, Text(call.GetProperty("function"), "name")!, Text(call.GetProperty("function"), "arguments")!));
        }

        return result;
    }

    private static void ToolsOf(JsonElement body)
    {
        if (!body.TryGetProperty("tools", out var tools)) return;
        RefusedException.Unless(tools.GetArrayLength() > 0, "Invalid 'tools': empty array. Expected an array with minimum length 1.");
        foreach (var tool in tools.EnumerateArray())
        {
            RefusedException.Unless(
                Text(tool, "type") == "function" && tool.TryGetProperty("function", out var f) && Text(f, "name") is { Length: >= 1 and <= 64 },
                "Missing required parameter: 'tools[0].function.name'.");
        }
    }

    private static void Check(List<JsonElement> messages)
    {
        var open = new List<string>();
        foreach (var message in messages)
        {
            var role = Text(message, "role");
            if (role == "tool")
            {
                RefusedException.Unless(
                    open.Remove(Text(message, "tool_call_id") ?? string.Empty),
                    "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.");
                continue;
            }

            RefusedException.Unless(role is "system" or "developer" or "user" or "assistant", $"Invalid value: '{role}'.");
            Answered(open);
            if (role == "assistant") open = [.. CallsOf(message).Select(c => c.Id)];
            RefusedException.Unless(
                ContentOf(message).Length > 0 || (role == "assistant" && open.Count > 0), "Invalid value for 'content': expected a string, got null.");
        }

        Answered(open);
    }

    private static void Answered(List<string> open) => RefusedException.Unless(
        open.Count == 0,
        $"An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: {string.Join(", ", open)}");
}
