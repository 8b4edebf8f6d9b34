using System.Text;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Streams;

namespace Silo.Runtime.Feeds;

/// <summary>What a reader that stopped in mid-message still lacks of a message that has been completed meanwhile.</summary>
/// <remarks>
/// Text and thoughts only: a tool call's input stands whole, and normalised, in the completed event.
/// </remarks>
internal sealed class MessageRest(IBlobStore blobs)
{
    private const int PieceBytesMax = 64 * 1024;

    internal async IAsyncEnumerable<StreamDelta> ReadAsync(
        StoredEvent completed, OpenPosition position, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var e = EventCodec.Decode(completed);
        if (e.Data is not MessageCompleted message || e.Epoch != position.Epoch || message.Attempt != position.Attempt) yield break;
        for (var block = position.Block; block < message.Blocks.Count; block++)
        {
            if (TextOf(e.Key, message.Blocks[block]) is not var (kind, text)) continue;
            var offset = block == position.Block ? position.Offset : 0;
            while (await text.PieceAsync(offset, PieceBytesMax, cancellationToken) is { Length: > 0 } piece)
            {
                yield return new StreamDelta
                {
                    Kind = kind,
                    Turn = e.Turn!.Value,
                    Agent = e.Agent,
                    From = position with { Block = block, Offset = offset },
                    Utf8 = piece,
                };
                offset += piece.Length;
            }
        }
    }

    private (DeltaKind Kind, LooseText Text)? TextOf(SessionKey session, ContentBlock block) => block switch
    {
        TextBlock t => (DeltaKind.Message, new LooseText(token => BytesAsync(session, t.Text, t.Content, token))),
        ThoughtBlock t => (DeltaKind.Thought, new LooseText(token => BytesAsync(session, t.Text, t.Content, token))),
        _ => null,
    };

    private async ValueTask<ReadOnlyMemory<byte>> BytesAsync(SessionKey session, string? text, BlobRef? content, CancellationToken cancellationToken)
    {
        if (content is null) return Encoding.UTF8.GetBytes(text ?? string.Empty);
        return await blobs.GetAsync(session, content, cancellationToken)
            ?? throw new InvalidDataException($"{session}: blob {content.Sha256} of a completed message is missing.");
    }
}
