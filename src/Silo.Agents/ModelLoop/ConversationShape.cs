using Silo.Abstractions.Events;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;

namespace Silo.Agents.ModelLoop;

/// <summary>Brings a conversation into the form that providers demand: roles in turn, every tool call answered right after it.</summary>
internal static class ConversationShape
{
    private const string NotRun = "The call was not run: the message that made it was cut short or the turn ended before it.";

    internal static IReadOnlyList<ModelTurn> Of(IReadOnlyList<ConversationEntry> conversation)
    {
        var turns = new List<ModelTurn>();
        var said = new List<ConversationEntry>();
        var blocks = new List<ContentBlock>();
        foreach (var entry in conversation)
        {
            if (entry.Role != ConversationRole.Assistant)
            {
                said.Add(entry);
                continue;
            }

            var meant = entry.Blocks.Where(IsMeant).ToList();

            // Thoughts without words or deeds are refused by providers, and so is an empty message.
            if (meant.TrueForAll(b => b is ThoughtBlock)) continue;
            Flush(last: false);
            blocks.AddRange(meant);
        }

        Flush(last: true);
        return turns;

        // Without anything between them, two messages of the assistant become one.
        void Flush(bool last)
        {
            var user = UserOf([.. blocks.OfType<ToolUseBlock>()], said);
            said.Clear();
            var silent = user.Answers.Count + user.Texts.Count == 0;
            if (silent && !last) return;
            if (blocks.Count > 0) turns.Add(new ModelTurn.Assistant([.. blocks]));
            if (!silent) turns.Add(user);
            blocks.Clear();
        }
    }

    internal static string TextOf(IEnumerable<ContentBlock> blocks) => string.Join('\n', blocks.OfType<TextBlock>().Select(b => b.Text));

    private static ModelTurn.User UserOf(List<ToolUseBlock> calls, List<ConversationEntry> said)
    {
        var answers = calls.Select(call => said.LastOrDefault(e => e.Role == ConversationRole.Tool && e.CallId == call.CallId) is { } entry
            ? new ToolAnswer(call.CallId, TextOf(entry.Blocks), entry.Status ?? ToolStatus.Ok)
            : new ToolAnswer(call.CallId, NotRun, ToolStatus.Refused));
        var texts = said.Where(e => e.Role == ConversationRole.User).SelectMany(e => e.Blocks).OfType<TextBlock>().Where(IsMeant).Select(b => b.Text!);
        return new ModelTurn.User([.. answers], [.. texts]);
    }

    private static bool IsMeant(ContentBlock block) => block is not TextBlock text || !string.IsNullOrWhiteSpace(text.Text);
}
