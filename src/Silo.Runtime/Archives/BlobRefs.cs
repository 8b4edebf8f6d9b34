using Silo.Abstractions.Blobs;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;

namespace Silo.Runtime.Archives;

/// <summary>The blobs that an event refers to. Only by members that Silo fills: what a model writes may look like a reference, and is none.</summary>
internal static class BlobRefs
{
    internal static IEnumerable<BlobRef> Of(EventData data) => data switch
    {
        TurnQueued e => Of(e.Prompt),
        TurnInterjected e => Of(e.Prompt),
        MessageCompleted e => Of(e.Blocks),
        ToolResultCompleted e => Of(e.Content),
        ArtifactPublished e => [e.Content],
        StepCompleted { Content: { } content } => [content],
        _ => [],
    };

    private static IEnumerable<BlobRef> Of(IEnumerable<ContentBlock> blocks) => blocks.Select(b => b switch
    {
        TextBlock t => t.Content,
        ThoughtBlock t => t.Content,
        ToolUseBlock t => t.Content,
        _ => null,
    }).OfType<BlobRef>();
}
