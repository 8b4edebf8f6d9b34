using System.Text.Json;
using Silo.FakeModel.Wire;

namespace Silo.FakeModel.Anthropic;

/// <summary>A reply as the Messages API sends it. Source: Claude's documentation, "Streaming messages".</summary>
internal static class AnthropicFrames
{
    private static readonly object Direct = new { type = "direct" };

    internal static IEnumerable<Frame> Stream(Planned reply)
    {
        yield return Named("message_start", new { type = "message_start", message = Envelope(reply, Array.Empty<object>(), stop: null, outputTokens: 1) });
        var index = 0;
        foreach (var block in Blocks(reply))
        {
            foreach (var frame in block(index)) yield return frame;
            index++;
        }

        yield return Named("message_delta", new
        {
            type = "message_delta",
            delta = new { stop_reason = reply.Stop, stop_sequence = (string?)null },
            usage = UsageOf(reply, reply.Usage.OutputTokens),
        });
        yield return Named("message_stop", new { type = "message_stop" });
    }

    internal static byte[] Whole(Planned reply)
    {
        var content = new List<object>();
        if (reply.Thinking is { } thinking) content.Add(new { type = "thinking", thinking, signature = Planned.SignatureOf(thinking) });
        if (reply.Redacted is { } data) content.Add(new { type = "redacted_thinking", data });
        if (reply.Text is { } text) content.Add(new { type = "text", text });
        foreach (var call in reply.Calls)
            content.Add(new { type = "tool_use", id = call.Id, name = call.Name, input = JsonElement.Parse(call.Input.Length == 0 ? "{}" : call.Input), caller = Direct });
        return Sse.ToJson(Envelope(reply, content, reply.Stop, reply.Usage.OutputTokens));
    }

    private static IEnumerable<Func<int, IEnumerable<Frame>>> Blocks(Planned reply)
    {
        if (reply.Thinking is { } thinking) yield return index => Thinking(index, thinking);
        if (reply.Redacted is { } data) yield return index => Block(index, new { type = "redacted_thinking", data }, []);
        if (reply.Text is { } text)
            yield return index => Block(index, new { type = "text", text = string.Empty }, Tokens.OfText(text).Select(t => Delta(index, new { type = "text_delta", text = t })));
        foreach (var call in reply.Calls) yield return index => ToolUse(index, call);
    }

    private static IEnumerable<Frame> Thinking(int index, string thinking) => Block(
        index,
        new { type = "thinking", thinking = string.Empty, signature = string.Empty },
        Tokens.OfText(thinking).Select(t => Delta(index, new { type = "thinking_delta", thinking = t }))
            .Append(Delta(index, new { type = "signature_delta", signature = Planned.SignatureOf(thinking) }, token: false)));

    private static IEnumerable<Frame> ToolUse(int index, SentCall call) => Block(
        index,
        new { type = "tool_use", id = call.Id, name = call.Name, input = new { }, caller = Direct },
        Tokens.OfInput(call.Input).Select(t => Delta(index, new { type = "input_json_delta", partial_json = t }))
            .Prepend(Delta(index, new { type = "input_json_delta", partial_json = string.Empty }, token: false)));

    private static IEnumerable<Frame> Block(int index, object start, IEnumerable<Frame> deltas)
    {
        yield return Named("content_block_start", new { type = "content_block_start", index, content_block = start });
        if (index == 0) yield return Named("ping", new { type = "ping" });
        foreach (var delta in deltas) yield return delta;
        yield return Named("content_block_stop", new { type = "content_block_stop", index });
    }

    private static Frame Delta(int index, object delta, bool token = true) => Sse.Named("content_block_delta", new { type = "content_block_delta", index, delta }, token);

    private static Frame Named(string name, object data) => Sse.Named(name, data);

    private static object Envelope(Planned reply, object content, string? stop, long outputTokens) => new
    {
        model = reply.Model,
        id = "msg_" + reply.Id,
        type = "message",
        role = "assistant",
        content,
        stop_reason = stop,
        stop_sequence = (string?)null,
        usage = UsageOf(reply, outputTokens),
    };

    private static object UsageOf(Planned reply, long outputTokens) => new
    {
        input_tokens = reply.Usage.InputTokens,
        cache_creation_input_tokens = reply.Usage.CacheWriteTokens,
        cache_read_input_tokens = reply.Usage.CacheReadTokens,
        output_tokens = outputTokens,
    };
}
