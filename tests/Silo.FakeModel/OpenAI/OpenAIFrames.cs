using Silo.FakeModel.Wire;

namespace Silo.FakeModel.OpenAI;

/// <summary>A reply as Chat Completions sends it. Source: OpenAI's API reference, "The chat completion chunk object".</summary>
/// <remarks>Thinking travels as <c>reasoning_content</c>, which compatible servers use; OpenAI's own has no such member.</remarks>
internal static class OpenAIFrames
{
    private const long Created = 1_700_000_000;

    internal static IEnumerable<Frame> Stream(Planned reply)
    {
        yield return Chunk(reply, new { role = "assistant", content = string.Empty, refusal = (string?)null });
        foreach (var token in Tokens.OfText(reply.Thinking ?? string.Empty)) yield return Chunk(reply, new { reasoning_content = token }, token: true);
        foreach (var token in Tokens.OfText(reply.Text ?? string.Empty)) yield return Chunk(reply, new { content = token }, token: true);
        foreach (var frame in Calls(reply)) yield return frame;
        yield return Chunk(reply, new { }, finish: FinishOf(reply.Stop));
        if (reply.StreamUsage) yield return Sse.Data(Envelope(reply, "chat.completion.chunk", Array.Empty<object>(), UsageOf(reply)));
        yield return Sse.Raw("[DONE]");
    }

    internal static byte[] Whole(Planned reply) => Sse.ToJson(Envelope(
        reply,
        "chat.completion",
        new object[]
        {
            new
            {
                index = 0,
                message = new
                {
                    role = "assistant",
                    content = reply.Text,
                    refusal = (string?)null,
                    tool_calls = reply.Calls.Count == 0 ? null : reply.Calls.Select(c => new { id = c.Id, type = "function", function = new { name = c.Name, arguments = c.Input } }),
                },
                logprobs = (object?)null,
                finish_reason = FinishOf(reply.Stop),
            },
        },
        UsageOf(reply)));

    private static IEnumerable<Frame> Calls(Planned reply)
    {
        var pieces = reply.Calls.Select((c, n) => PiecesOf(reply, c, n)).ToList();
        if (!reply.Interleave) return pieces.SelectMany(p => p);
        var rounds = pieces.Count == 0 ? 0 : pieces.Max(p => p.Count);
        return Enumerable.Range(0, rounds).SelectMany(round => pieces.Where(p => round < p.Count).Select(p => p[round]));
    }

    private static List<Frame> PiecesOf(Planned reply, SentCall call, int index)
    {
        var first = Chunk(reply, new { tool_calls = new[] { new { index, id = call.Id, type = "function", function = new { name = call.Name, arguments = string.Empty } } } });
        var rest = Tokens.OfInput(call.Input).Select(t => Chunk(reply, new { tool_calls = new[] { new { index, function = new { arguments = t } } } }, token: true));
        return [first, .. rest];
    }

    private static Frame Chunk(Planned reply, object delta, string? finish = null, bool token = false) => Sse.Data(
        Envelope(reply, "chat.completion.chunk", new object[] { new { index = 0, delta, logprobs = (object?)null, finish_reason = finish } }, usage: null),
        token);

    private static object Envelope(Planned reply, string kind, object choices, object? usage) => new
    {
        id = "chatcmpl-" + reply.Id,
        @object = kind,
        created = Created,
        model = reply.Model,
        service_tier = "default",
        system_fingerprint = "fp_fake",
        choices,
        usage,
    };

    private static string FinishOf(string stop) => stop switch
    {
        "end_turn" => "stop",
        "tool_use" => "tool_calls",
        "max_tokens" => "length",
        "refusal" => "content_filter",
        _ => stop,
    };

    private static object UsageOf(Planned reply)
    {
        var (input, cached, output) = (reply.Usage.InputTokens + reply.Usage.CacheReadTokens, reply.Usage.CacheReadTokens, reply.Usage.OutputTokens);
        return new
        {
            prompt_tokens = input,
            completion_tokens = output,
            total_tokens = input + output,
            prompt_tokens_details = new { cached_tokens = cached, audio_tokens = 0 },
            completion_tokens_details = new { reasoning_tokens = 0, audio_tokens = 0, accepted_prediction_tokens = 0, rejected_prediction_tokens = 0 },
        };
    }
}
