using System.Text.Json;
using Anthropic.Models.Messages;
using Silo.Abstractions.Streams;
using Usage = Silo.Abstractions.Events.Usage;

namespace Silo.Agents.ModelLoop;

/// <summary>Reads the events of one Messages stream.</summary>
/// <remarks>Kinds of events, blocks and deltas that are not known are passed over, as the API's versioning policy asks of clients.</remarks>
internal sealed class AnthropicReader
{
    private readonly HashSet<long> _skipped = [];
    private Usage _usage = Usage.None;
    private string? _stopReason;

    internal IEnumerable<ModelPiece> Read(RawMessageStreamEvent update)
    {
        if (update.TryPickStart(out var start)) return Start(start.Message);
        if (update.TryPickContentBlockStart(out var opened)) return Open(opened);
        if (update.TryPickContentBlockDelta(out var delta)) return Delta(delta);
        if (update.TryPickContentBlockStop(out var closed)) return [new ModelPiece.Closed(Key(closed.Index))];
        if (update.TryPickDelta(out var change)) return Change(change);
        return update.TryPickStop(out _) ? Stop() : [];
    }

    private static string Key(long index) => index.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private IEnumerable<ModelPiece> Start(Message message)
    {
        _usage = UsageOf(message.Usage.RawData);
        return [new ModelPiece.Named(message.Model.Raw()), new ModelPiece.Used(_usage)];
    }

    private List<ModelPiece> Open(RawContentBlockStartEvent opened)
    {
        var key = Key(opened.Index);
        var block = opened.ContentBlock;
        List<ModelPiece> pieces = [];
        if (block.TryPickText(out var text)) pieces.AddRange([new ModelPiece.Opened(key, DeltaKind.Message), new ModelPiece.Text(key, text.Text)]);
        else if (block.TryPickThinking(out var thinking))
            pieces.AddRange([new ModelPiece.Opened(key, DeltaKind.Thought), new ModelPiece.Text(key, thinking.Thinking), Signed(key, TextOf(block.Json, "signature"))]);
        else if (block.TryPickRedactedThinking(out var redacted))
            pieces.AddRange([new ModelPiece.Opened(key, DeltaKind.Thought), new ModelPiece.Signed(key, Signature: null, redacted.Data)]);
        else if (block.TryPickToolUse(out var tool))
            pieces.AddRange([new ModelPiece.Opened(key, DeltaKind.ToolUse, tool.ID, tool.Name), new ModelPiece.Text(key, InputOf(block))]);
        if (pieces.Count == 0) _skipped.Add(opened.Index);
        return pieces;
    }

    /// <summary>The start normally carries an empty input; a server that does not stream it puts all of it here.</summary>
    private static string InputOf(RawContentBlockStartEventContentBlock block) =>
        block.Json.TryGetProperty("input", out var input) && input.ValueKind == JsonValueKind.Object && input.EnumerateObject().Any() ? input.GetRawText() : string.Empty;

    private static ModelPiece.Signed Signed(string key, string? signature) =>
        new(key, string.IsNullOrEmpty(signature) ? null : signature, Redacted: null);

    private IEnumerable<ModelPiece> Delta(RawContentBlockDeltaEvent change)
    {
        if (_skipped.Contains(change.Index)) return [];
        var key = Key(change.Index);
        var delta = change.Delta;
        if (delta.TryPickText(out var text)) return [new ModelPiece.Text(key, text.Text)];
        if (delta.TryPickThinking(out var thinking)) return [new ModelPiece.Text(key, thinking.Thinking)];
        if (delta.TryPickSignature(out var signature)) return [Signed(key, signature.Signature)];
        return delta.TryPickInputJson(out var input) ? [new ModelPiece.Text(key, input.PartialJson)] : [];
    }

    private IEnumerable<ModelPiece> Change(RawMessageDeltaEvent change)
    {
        if (change.RawData.ContainsKey("usage")) _usage = UsageOf(change.Usage.RawData);
        _stopReason = change.Delta.StopReason?.Raw() ?? _stopReason;
        return [new ModelPiece.Used(_usage)];
    }

    /// <summary>Counts are cumulative; those that are absent stay as they were. Read raw: the SDK insists on some that compatible servers leave out.</summary>
    private Usage UsageOf(IReadOnlyDictionary<string, JsonElement> usage)
    {
        return new Usage
        {
            InputTokens = Count("input_tokens") ?? _usage.InputTokens,
            OutputTokens = Count("output_tokens") ?? _usage.OutputTokens,
            CacheReadTokens = Count("cache_read_input_tokens") ?? _usage.CacheReadTokens,
            CacheWriteTokens = Count("cache_creation_input_tokens") ?? _usage.CacheWriteTokens,
        };

        long? Count(string name) =>
            usage.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) ? Math.Max(0, count) : null;
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private IEnumerable<ModelPiece> Stop() =>
        _stopReason is { } reason ? [new ModelPiece.Finished(reason)] : throw ModelFailure.Foreign("The message ended without a stop reason.", _usage);
}
