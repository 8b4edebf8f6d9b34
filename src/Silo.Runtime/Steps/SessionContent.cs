using System.Text;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Runtime.Feeds;

namespace Silo.Runtime.Steps;

/// <summary>Moves content between events and blobs, so that no event exceeds its bound.</summary>
internal sealed class SessionContent(SessionKey session, IBlobStore blobs)
{
    private const int EventContentBytesMax = 200 * 1024;

    /// <summary>The blocks of a message that has been made, each in the place in which readers saw it; what is large is in blobs when this returns.</summary>
    /// <exception cref="ModelCallException">What cannot be moved to a blob is too large for an event. Do not retry.</exception>
    internal async Task<IReadOnlyList<ContentBlock>> BlocksAsync(IReadOnlyList<OpenBlock> open, CancellationToken cancellationToken)
    {
        var inline = EncodedSizes.Fit(open, EventContentBytesMax) ?? throw new ModelCallException(
            "message_too_large", $"The message's signatures and names alone exceed {EventContentBytesMax} bytes, what an event may hold.", retryable: false);
        var result = new List<ContentBlock>(open.Count);
        for (var i = 0; i < open.Count; i++) result.Add(await BlockAsync(open[i], inline[i], cancellationToken));
        return result;
    }

    /// <summary>A text as a block.</summary>
    internal async Task<ContentBlock> TextAsync(string text, CancellationToken cancellationToken)
    {
        if (Encoding.UTF8.GetByteCount(text) <= EventLimits.InlineTextBytesMax) return new TextBlock(text);
        return new TextBlock(Text: null, await blobs.PutAsync(session, Encoding.UTF8.GetBytes(text), cancellationToken));
    }

    /// <summary>Stores bytes that are too large for an event; null when they are not.</summary>
    internal async Task<BlobRef?> StoreIfLargeAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken) =>
        utf8.Length <= EventLimits.InlineTextBytesMax ? null : await blobs.PutAsync(session, utf8, cancellationToken);

    /// <summary>Reads a blob that an event refers to.</summary>
    /// <exception cref="InvalidDataException">It is missing or damaged. Do not retry.</exception>
    internal async Task<ReadOnlyMemory<byte>> ReadAsync(BlobRef content, CancellationToken cancellationToken) =>
        await blobs.GetAsync(session, content, cancellationToken) ?? throw new InvalidDataException($"{session}: blob {content.Sha256} is missing.");

    /// <summary>A conversation with its blobs filled in.</summary>
    internal async Task<IReadOnlyList<ConversationEntry>> FillAsync(IReadOnlyList<ConversationEntry> conversation, CancellationToken cancellationToken)
    {
        var result = new List<ConversationEntry>(conversation.Count);
        foreach (var entry in conversation)
        {
            if (!entry.Blocks.Any(IsBlob))
            {
                result.Add(entry);
                continue;
            }

            var blocks = new List<ContentBlock>(entry.Blocks.Count);
            foreach (var block in entry.Blocks) blocks.Add(await FillAsync(block, cancellationToken));
            result.Add(entry with { Blocks = blocks });
        }

        return result;
    }

    internal async Task<ContentBlock> FillAsync(ContentBlock block, CancellationToken cancellationToken) => block switch
    {
        TextBlock { Content: { } content } => new TextBlock(Encoding.UTF8.GetString((await ReadAsync(content, cancellationToken)).Span)),
        ThoughtBlock { Content: { } content } thought => thought with
        {
            Text = Encoding.UTF8.GetString((await ReadAsync(content, cancellationToken)).Span),
            Content = null,
        },
        ToolUseBlock { Content: { } content } call => ToolUse(call.CallId, call.Tool, await ReadAsync(content, cancellationToken)),
        _ => block,
    };

    private static bool IsBlob(ContentBlock block) => block is TextBlock { Content: not null } or ThoughtBlock { Content: not null } or ToolUseBlock { Content: not null };

    private async Task<ContentBlock> BlockAsync(OpenBlock block, bool inline, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> utf8 = block.ReadAll();
        var content = inline ? null : await blobs.PutAsync(session, utf8, cancellationToken);
        var text = content is null ? Encoding.UTF8.GetString(utf8.Span) : null;
        return block.Kind switch
        {
            DeltaKind.Thought => new ThoughtBlock(text, block.Signature, block.Redacted, content),
            DeltaKind.ToolUse when content is not null => new ToolUseBlock(block.CallId!, block.Tool!, Input: null, Content: content),
            DeltaKind.ToolUse => ToolUse(block.CallId!, block.Tool!, utf8),
            _ => new TextBlock(text, content),
        };
    }

    /// <summary>What the model wrote as input, checked: an object, or text that the tool never sees.</summary>
    private static ToolUseBlock ToolUse(string callId, string tool, ReadOnlyMemory<byte> utf8)
    {
        // Providers send no input at all for a tool without parameters.
        if (utf8.Length == 0) utf8 = "{}"u8.ToArray();
        return ToolInput.TryParse(utf8, out var input)
            ? new ToolUseBlock(callId, tool, input)
            : new ToolUseBlock(callId, tool, Input: null, InvalidInput: Encoding.UTF8.GetString(utf8.Span));
    }
}
