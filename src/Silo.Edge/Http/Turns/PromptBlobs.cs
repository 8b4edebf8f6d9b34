using System.Text;
using System.Text.Encodings.Web;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;

namespace Silo.Edge.Http.Turns;

/// <summary>Turns the texts of a prompt into blocks, and puts those that are too large for an event into blobs first.</summary>
internal static class PromptBlobs
{
    // What all blocks of one prompt may take inside the event, as JSON: the envelope, and escaping by other writers, need the rest.
    internal const int InlineBytesMax = EventLimits.EventBytesMax / 4;

    public static async Task<IReadOnlyList<ContentBlock>> StoreAsync(
        IBlobStore blobs, SessionKey session, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var blocks = new ContentBlock[texts.Count];
        var inlineBytes = 0;
        for (var i = 0; i < blocks.Length; i++)
        {
            var bytes = EncodedBytes(texts[i]);
            if (bytes <= EventLimits.InlineTextBytesMax && inlineBytes + bytes <= InlineBytesMax)
            {
                inlineBytes += bytes;
                blocks[i] = new TextBlock(texts[i]);
                continue;
            }

            blocks[i] = new TextBlock(Text: null, await blobs.PutAsync(session, Encoding.UTF8.GetBytes(texts[i]), cancellationToken));
        }

        return blocks;
    }

    // Control characters and quotes grow when they are written as JSON: a text of 32 KiB may become six times as long.
    private static int EncodedBytes(string text) => Encoding.UTF8.GetByteCount(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text));
}
