using System.Text;
using System.Text.Encodings.Web;
using Silo.Abstractions.Events;
using Silo.Runtime.Feeds;

namespace Silo.Runtime.Steps;

/// <summary>Chooses which blocks of a message stay in its event, by what they take there: written as JSON, a byte may become six. Pure.</summary>
internal static class EncodedSizes
{
    private const int GrowthMost = 6;

    /// <summary>What a block takes beside its text: its members' names, and a blob's hash in the text's place.</summary>
    private const int Fixed = 256;

    /// <summary>For each block whether it stays in the event; null when not even blobs make them fit.</summary>
    internal static bool[]? Fit(IReadOnlyList<OpenBlock> blocks, int bytesMax)
    {
        var stays = new bool[blocks.Count];
        long most = 0;
        for (var i = 0; i < stays.Length; i++)
        {
            stays[i] = blocks[i].Length <= EventLimits.InlineTextBytesMax;
            most += Fixed + (GrowthMost * ((stays[i] ? blocks[i].Length : 0) + 3L * NameChars(blocks[i])));
        }

        // Most messages are small: no need to measure.
        if (most <= bytesMax) return stays;
        var sizes = new int[stays.Length];
        long total = 0;
        for (var i = 0; i < stays.Length; i++)
        {
            if (stays[i]) sizes[i] = Written(Encoding.UTF8.GetString(blocks[i].ReadAll()));
            total += Fixed + sizes[i] + Names(blocks[i]);
        }

        // The largest go first, so that as few as possible go.
        foreach (var i in Enumerable.Range(0, stays.Length).Where(i => stays[i]).OrderByDescending(i => sizes[i]))
        {
            if (total <= bytesMax) break;
            stays[i] = false;
            total -= sizes[i];
        }

        return total <= bytesMax ? stays : null;
    }

    private static long NameChars(OpenBlock block) =>
        (long)(block.CallId?.Length ?? 0) + (block.Tool?.Length ?? 0) + (block.Signature?.Length ?? 0) + (block.Redacted?.Length ?? 0);

    private static long Names(OpenBlock block) =>
        (long)Written(block.CallId) + Written(block.Tool) + Written(block.Signature) + Written(block.Redacted);

    private static int Written(string? text) =>
        string.IsNullOrEmpty(text) ? 0 : Encoding.UTF8.GetByteCount(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text));
}
