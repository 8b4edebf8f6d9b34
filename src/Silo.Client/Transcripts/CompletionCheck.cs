using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Streams;
using Silo.Client.Streams;

namespace Silo.Client.Transcripts;

/// <summary>Checks that a completed message is what its pieces made.</summary>
internal static class CompletionCheck
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = EventLimits.DepthMax };

    /// <summary>Compares; a message of which no piece was seen always fits.</summary>
    /// <remarks>The rest of a tool's input is not sent to a reader that comes back, so a prefix of it is enough.</remarks>
    /// <exception cref="StreamGapException">A byte differs, is missing or is too many.</exception>
    internal static void Verify(long step, OpenStep open, MessageCompleted completed)
    {
        if (open.Blocks.Count == 0) return;
        if (completed.StopReason == "cancelled") VerifyCancelled(step, open, completed.Blocks);
        else VerifyWhole(step, open, completed.Blocks);
    }

    private static void VerifyWhole(long step, OpenStep open, IReadOnlyList<ContentBlock> blocks)
    {
        var seen = open.Blocks.ToDictionary(b => b.Number);
        var first = open.Begun ? 0 : open.Blocks[0].Number;
        for (var i = first; i < blocks.Count; i++)
        {
            if (seen.Remove(i, out var block))
            {
                if (!Fits(block, blocks[i])) throw Differs(step, i, "its pieces do not make what the completed message holds.");
            }
            else if (!IsEmpty(blocks[i]))
            {
                throw Differs(step, i, "no piece of it came, though the message was read before.");
            }
        }

        foreach (var left in seen.Values) throw Differs(step, left.Number, $"the completed message has {blocks.Count} blocks.");
    }

    // Tool calls of a cancelled message are left out of it, so its blocks may have other numbers: texts and thoughts are compared in order.
    private static void VerifyCancelled(long step, OpenStep open, IReadOnlyList<ContentBlock> blocks)
    {
        var seen = open.Blocks.Where(b => b.Kind != DeltaKind.ToolUse && b.Skipped + b.Text.WrittenCount > 0).ToList();
        var whole = blocks.Where(b => !IsEmpty(b)).ToList();
        var before = whole.Count - seen.Count;
        if (before < 0 || (before > 0 && open.Begun))
            throw Differs(step, open.Blocks[^1].Number, $"{seen.Count} texts were read, the cancelled message holds {whole.Count}.");
        for (var i = 0; i < seen.Count; i++)
            if (!Fits(seen[i], whole[before + i])) throw Differs(step, seen[i].Number, "its pieces do not make what the cancelled message holds.");
    }

    private static bool Fits(OpenBlock open, ContentBlock block) => block switch
    {
        TextBlock t => open.Kind == DeltaKind.Message && TextFits(open, t.Text, t.Content),
        ThoughtBlock t => open.Kind == DeltaKind.Thought && TextFits(open, t.Text ?? string.Empty, t.Content),
        ToolUseBlock t => open.Kind == DeltaKind.ToolUse
            && (open.CallId is null || open.CallId == t.CallId)
            && (open.Tool is null || open.Tool == t.Tool)
            && InputFits(open, t),
        _ => true,
    };

    private static bool TextFits(OpenBlock open, string? text, BlobRef? content)
    {
        if (text is not null && content is null)
        {
            var whole = Encoding.UTF8.GetBytes(text);
            return whole.Length >= open.Skipped && open.Text.WrittenSpan.SequenceEqual(whole.AsSpan(open.Skipped));
        }

        if (content is null) return open.Skipped + open.Text.WrittenCount == 0;
        if (content.Size != open.Skipped + open.Text.WrittenCount) return false;
        return open.Skipped > 0 || content.Sha256 == Convert.ToHexStringLower(SHA256.HashData(open.Text.WrittenSpan));
    }

    private static bool InputFits(OpenBlock open, ToolUseBlock block)
    {
        if (open.Skipped > 0) return true;
        if (block.InvalidInput is { } invalid) return Encoding.UTF8.GetBytes(invalid).AsSpan().StartsWith(open.Text.WrittenSpan);
        if (block.Content is { } content) return open.Text.WrittenCount < content.Size || TextFits(open, null, content);
        if (block.Input is not { } input) return true;
        try
        {
            using var document = JsonDocument.Parse(open.Text.WrittenMemory, Options);
            return JsonElement.DeepEquals(document.RootElement, input);
        }
        catch (JsonException)
        {
            // Not whole.
            return true;
        }
    }

    /// <summary>Whether a reader may have got no piece of it.</summary>
    private static bool IsEmpty(ContentBlock block) => block switch
    {
        TextBlock t => string.IsNullOrEmpty(t.Text) && t.Content is null,
        ThoughtBlock t => string.IsNullOrEmpty(t.Text) && t.Content is null,
        _ => true,
    };

    private static StreamGapException Differs(long step, int block, string what) => new($"step {step}, block {block}: {what}");
}
