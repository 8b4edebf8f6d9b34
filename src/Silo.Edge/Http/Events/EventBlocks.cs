using System.Globalization;
using System.Text;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Journal;
using Silo.Edge.Http.Problems;
using Silo.Runtime.Access;

namespace Silo.Edge.Http.Events;

/// <summary>Reads one block of a recorded event, wherever its content lies.</summary>
internal static class EventBlocks
{
    /// <exception cref="ProblemException">There is no such block.</exception>
    public static async Task<BlockBody> ReadAsync(CallerPorts ports, SessionRow row, string sequence, string block, bool html, CancellationToken cancellationToken)
    {
        if (!long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            || !int.TryParse(block, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw NotFound();
        var blocks = Blocks(await RecordedEvent.FindAsync(ports.Feed, row, at, cancellationToken));
        if (number >= blocks.Count) throw NotFound();
        var (type, text, content) = Parts(blocks[number]);
        if (content is not null)
        {
            var bytes = await ports.Blobs.GetAsync(row.Key, content, cancellationToken) ?? throw NotFound();
            text = Encoding.UTF8.GetString(bytes.Span);
        }

        return new BlockBody(at, number, type, text, html && type == "text" ? MarkdownHtml.TryRender(text) : null);
    }

    private static IReadOnlyList<ContentBlock> Blocks(EventData? data) => data switch
    {
        TurnQueued d => d.Prompt,
        TurnInterjected d => d.Prompt,
        MessageCompleted d => d.Blocks,
        ToolResultCompleted d => d.Content,
        _ => [],
    };

    private static (string Type, string Text, BlobRef? Content) Parts(ContentBlock block) => block switch
    {
        TextBlock b => ("text", b.Text ?? string.Empty, b.Content),
        ThoughtBlock b => ("thought", b.Text ?? string.Empty, b.Content),
        ToolUseBlock b => ("tool_use", b.InvalidInput ?? b.Input?.GetRawText() ?? string.Empty, b.Content),
        _ => throw NotFound(),
    };

    private static ProblemException NotFound() => new Problem(ProblemCodes.BlockNotFound, "No event of this session has such a block.").ToException();
}
