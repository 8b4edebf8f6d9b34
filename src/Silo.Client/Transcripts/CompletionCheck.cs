using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Events;
using Silo.Abstractions.Streams;
using Silo.Client.Streams;

namespace Silo.Client.Transcripts;

/// <summary>Checks that a completed message is what its pieces made.</summary>
internal static class CompletionCheck
{
    /// <summary>Compares; a message of which no piece was seen always fits.</summary>
    /// <exception cref="StreamGapException">A byte differs, is missing or is too many.</exception>
    internal static void Verify(long step, OpenStep open, IReadOnlyList<ContentBlock> blocks)
    {
        if (open.Blocks.Count == 0) return;
        foreach (var block in open.Blocks)
        {
            if (block.Number >= blocks.Count) throw Differs(step, block.Number, $"the completed message has {blocks.Count} blocks.");
            if (!Fits(block, blocks[block.Number])) throw Differs(step, block.Number, "its pieces do not make what the completed message holds.");
        }

        for (var i = open.Blocks[^1].Number + 1; i < blocks.Count; i++)
            if (!IsEmpty(blocks[i])) throw Differs(step, i, "no piece of it came, though the message was read before.");
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
        if (block.InvalidInput is not null || block.Content is not null) return TextFits(open, block.InvalidInput, block.Content);
        if (open.Skipped > 0 || block.Input is not { } input) return true;

        // A provider sends nothing for an input without members.
        var text = open.Text.WrittenCount == 0 ? "{}"u8.ToArray() : open.Text.WrittenSpan.ToArray();
        try
        {
            using var document = JsonDocument.Parse(text);
            return JsonElement.DeepEquals(document.RootElement, input);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsEmpty(ContentBlock block) => block switch
    {
        TextBlock t => string.IsNullOrEmpty(t.Text) && t.Content is null,
        ThoughtBlock t => string.IsNullOrEmpty(t.Text) && t.Content is null,
        _ => false,
    };

    private static StreamGapException Differs(long step, int block, string what) => new($"step {step}, block {block}: {what}");
}
