using Silo.Abstractions.Events;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Runtime.Sessions.Decisions;

namespace Silo.Runtime.Turns;

/// <summary>Puts a transcript into the order that providers demand: every tool call is followed by its result before anybody else speaks. Pure.</summary>
internal static class ConversationBuilder
{
    /// <summary>The conversation before a step.</summary>
    /// <param name="transcript">The session's transcript.</param>
    /// <param name="before">The step's sequence.</param>
    internal static List<ConversationEntry> Build(IEnumerable<TranscriptEntry> transcript, long before)
    {
        var result = new List<ConversationEntry>();
        var missing = new List<string>();
        var deferred = new List<ConversationEntry>();
        foreach (var (_, entry) in transcript.TakeWhile(t => t.Sequence < before))
        {
            switch (entry.Role)
            {
                case ConversationRole.Tool:
                    if (missing.Remove(entry.CallId!)) result.Add(entry);
                    if (missing.Count == 0) Flush(result, deferred);
                    break;
                case ConversationRole.User when missing.Count > 0:
                    // Said while tools ran: it follows their results.
                    deferred.Add(entry);
                    break;
                default:
                    Answer(result, missing);
                    Flush(result, deferred);
                    // Thoughts that no provider signed go back to none: a message of nothing else would be an empty one.
                    if (entry.Blocks.Any(b => b is not ThoughtBlock { Signature: null, Redacted: null })) result.Add(entry);
                    missing.AddRange(entry.Blocks.OfType<ToolUseBlock>().Select(b => b.CallId));
                    break;
            }
        }

        Answer(result, missing);
        Flush(result, deferred);
        return result;
    }

    /// <summary>Calls whose turn ended before they were run.</summary>
    private static void Answer(List<ConversationEntry> result, List<string> missing)
    {
        foreach (var call in missing)
            result.Add(new ConversationEntry(ConversationRole.Tool, [new TextBlock("The turn ended before this call was run.")], call, ToolStatus.Cancelled));
        missing.Clear();
    }

    private static void Flush(List<ConversationEntry> result, List<ConversationEntry> deferred)
    {
        result.AddRange(deferred);
        deferred.Clear();
    }
}
