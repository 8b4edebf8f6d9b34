using System.Text.Json;
using OpenAI.Chat;
using Silo.Abstractions.Events;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Turns;

namespace Silo.Agents.ModelLoop;

/// <summary>Reads the chunks of one Chat Completions stream. The protocol does not say where a block ends, so the next one says it.</summary>
internal sealed class OpenAIReader
{
    private const string Text = "text";
    private const string Thought = "thought";
    private readonly Dictionary<int, (string Id, string Block)> _calls = [];
    private string? _speaking;
    private int _spoken;
    private bool _refused;
    private bool _named;

    internal List<ModelPiece> Read(StreamingChatCompletionUpdate update)
    {
        var pieces = new List<ModelPiece>();
        if (ErrorOf(update) is { } error) throw error;
        if (!_named && update.Model is { Length: > 0 } model)
        {
            _named = true;
            pieces.Add(new ModelPiece.Named(model));
        }

        Say(pieces, DeltaKind.Thought, Thought, ReasoningOf(update));
        foreach (var part in update.ContentUpdate) Say(pieces, DeltaKind.Message, Text, part.Text);
        Say(pieces, DeltaKind.Message, Text, update.RefusalUpdate);
        _refused |= !string.IsNullOrEmpty(update.RefusalUpdate);
        foreach (var call in update.ToolCallUpdates) Call(pieces, call);
        if (update.Usage is { } usage) pieces.Add(new ModelPiece.Used(UsageOf(usage)));
        if (update.FinishReason is { } reason) pieces.Add(new ModelPiece.Finished(NameOf(reason)));
        return pieces;
    }

    /// <summary>Thinking and text close each other. While calls are open, what is said waits behind them as a block of its own.</summary>
    private void Say(List<ModelPiece> pieces, DeltaKind kind, string name, string? text)
    {
        if (string.IsNullOrEmpty(text)) return;
        if (_speaking?.StartsWith(name, StringComparison.Ordinal) != true)
        {
            Hush(pieces);
            _speaking = $"{name}{_spoken++}";
            pieces.Add(new ModelPiece.Opened(_speaking, kind));
        }

        pieces.Add(new ModelPiece.Text(_speaking, text));
    }

    private void Hush(List<ModelPiece> pieces)
    {
        if (_speaking is not null) pieces.Add(new ModelPiece.Closed(_speaking));
        _speaking = null;
    }

    /// <summary>Calls are told apart by their index, and by their id where a server gives all of them the same index.</summary>
    private void Call(List<ModelPiece> pieces, StreamingChatToolCallUpdate call)
    {
        var known = _calls.TryGetValue(call.Index, out var open);
        if (!known || (call.ToolCallId is { Length: > 0 } id && id != open.Id))
        {
            if (call.ToolCallId is not { Length: > 0 } || call.FunctionName is not { Length: > 0 })
                throw ModelFailure.Foreign("A tool call begins without its id or its name.", usage: null);
            if (known) pieces.Add(new ModelPiece.Closed(open.Block));
            Hush(pieces);
            open = (call.ToolCallId, $"call{_spoken++}");
            _calls[call.Index] = open;
            pieces.Add(new ModelPiece.Opened(open.Block, DeltaKind.ToolUse, call.ToolCallId, call.FunctionName));
        }

        if (call.FunctionArgumentsUpdate is { } arguments) pieces.Add(new ModelPiece.Text(open.Block, arguments.ToString()));
    }

    private static Usage UsageOf(ChatTokenUsage usage)
    {
        var cached = usage.InputTokenDetails?.CachedTokenCount ?? 0;
        return new Usage { InputTokens = Math.Max(0, usage.InputTokenCount - cached), OutputTokens = usage.OutputTokenCount, CacheReadTokens = cached };
    }

    /// <summary>A refusal in words comes with the reason "stop"; the loop must be able to tell it apart.</summary>
    private string NameOf(ChatFinishReason reason) => reason switch
    {
        ChatFinishReason.Stop => _refused ? "refusal" : "stop",
        ChatFinishReason.Length => "length",
        ChatFinishReason.ContentFilter => "content_filter",
        ChatFinishReason.ToolCalls => "tool_calls",
        ChatFinishReason.FunctionCall => "function_call",
        _ => reason.ToString(),
    };

#pragma warning disable SCME0001 // Evaluation API: the only public way to what the SDK has no property for.
    /// <summary>Thinking as compatible servers send it.</summary>
    private static string? ReasoningOf(StreamingChatCompletionUpdate update)
    {
        if (update.Patch.TryGetValue("$.choices[0].delta.reasoning_content"u8, out string? text)) return text;
        return update.Patch.TryGetValue("$.choices[0].delta.reasoning"u8, out text) ? text : null;
    }

    private static ModelCallException? ErrorOf(StreamingChatCompletionUpdate update)
    {
        if (!update.Patch.TryGetJson("$.error"u8, out var json)) return null;
        using var error = JsonDocument.Parse(json);
        return ModelRefusal.OfErrorType(Member(error, "type"), Member(error, "message") ?? "no reason given", usage: null);
    }
#pragma warning restore SCME0001

    private static string? Member(JsonDocument error, string name) =>
        error.RootElement.ValueKind == JsonValueKind.Object && error.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
