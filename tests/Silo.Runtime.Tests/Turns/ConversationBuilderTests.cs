using Silo.Abstractions.Events;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Runtime.Sessions.Decisions;
using Silo.Runtime.Tests.Support;
using Silo.Runtime.Turns;
using Xunit;

namespace Silo.Runtime.Tests.Turns;

/// <summary>What providers demand: every call is followed by its result before anybody else speaks.</summary>
public sealed class ConversationBuilderTests
{
    [Fact]
    public void Prompt_SaidWhileToolsRan_FollowsTheirResults() => Check(
        "user:go assistant:[c1,c2] tool:c2 tool:c1 user:wait",
        User("go"), Calls("c1", "c2"), User("wait"), Result("c2"), Result("c1"));

    [Fact]
    public void Calls_OfATurnThatEndedFirst_AreAnsweredInTheirPlace() => Check(
        "user:go assistant:[c1,c2] tool:c1 tool:c2! user:more assistant:ok",
        User("go"), Calls("c1", "c2"), Result("c1"), User("more"), Says("ok"));

    [Fact]
    public void Calls_AtTheEnd_AreAnswered() => Check("user:go assistant:[c1] tool:c1! user:more", User("go"), Calls("c1"), User("more"));

    [Fact]
    public void Message_CancelledBeforeItSaidAnything_IsLeftOut() => Check("user:go user:more", User("go"), Says(), User("more"));

    [Fact]
    public void Message_OfUnsignedThoughtsAlone_IsLeftOutAndSignedOnesAreKept()
    {
        Check("user:go user:more", User("go"), new ConversationEntry(ConversationRole.Assistant, [new ThoughtBlock("hm")]), User("more"));
        var kept = new ConversationEntry(ConversationRole.Assistant, [new ThoughtBlock(string.Empty, "signed")]);
        Assert.Contains(kept, Build([User("go"), kept]));
    }

    [Fact]
    public void Result_OfNoCall_IsLeftOut() => Check("user:go", User("go"), Result("c9"));

    [Fact]
    public void Step_SeesNothingAfterItsStart()
    {
        var transcript = new[] { new TranscriptEntry(3, User("go")), new TranscriptEntry(9, User("later")) };
        Assert.Single(ConversationBuilder.Build(transcript, before: 5));
    }

    [Fact]
    public void Conversation_OfAnyTranscript_HasEveryCallAnsweredBeforeAnybodySpeaks()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var random = new SeededRandom(seed);
            var calls = 0;
            var said = new List<ConversationEntry>();
            for (var i = 0; i < 30; i++)
            {
                said.Add((int)(random.NextDouble() * 4) switch
                {
                    0 => User("u"),
                    1 => Says("a"),
                    2 => Calls($"c{calls++}", $"c{calls++}"),
                    _ => Result($"c{(int)(random.NextDouble() * (calls + 1))}"),
                });
            }

            var open = new List<string>();
            foreach (var entry in Build(said))
            {
                if (entry.Role == ConversationRole.Tool) Assert.True(open.Remove(entry.CallId!), $"seed {seed}");
                else Assert.Empty(open);
                open.AddRange(entry.Blocks.OfType<ToolUseBlock>().Select(b => b.CallId));
            }

            Assert.Empty(open);
            // Nothing that a person said is lost.
            Assert.Equal(said.Count(e => e.Role == ConversationRole.User), Build(said).Count(e => e.Role == ConversationRole.User));
        }
    }

    private static void Check(string expected, params ConversationEntry[] said) => Assert.Equal(expected, string.Join(' ', Build(said).Select(Name)));

    private static List<ConversationEntry> Build(IEnumerable<ConversationEntry> said) =>
        ConversationBuilder.Build(said.Select((e, i) => new TranscriptEntry(i + 1, e)), long.MaxValue);

    private static string Name(ConversationEntry e) => e.Role switch
    {
        ConversationRole.User => $"user:{((TextBlock)e.Blocks[0]).Text}",
        ConversationRole.Tool => $"tool:{e.CallId}{(e.Status == ToolStatus.Cancelled ? "!" : string.Empty)}",
        _ when e.Blocks[0] is TextBlock t => $"assistant:{t.Text}",
        _ => $"assistant:[{string.Join(',', e.Blocks.Cast<ToolUseBlock>().Select(b => b.CallId))}]",
    };

    private static ConversationEntry User(string text) => new(ConversationRole.User, [new TextBlock(text)]);

    private static ConversationEntry Says(params string[] texts) => new(ConversationRole.Assistant, [.. texts.Select(t => new TextBlock(t))]);

    private static ConversationEntry Calls(params string[] ids) => new(ConversationRole.Assistant, [.. ids.Select(id => Programs.Call(id, "work"))]);

    private static ConversationEntry Result(string id) => new(ConversationRole.Tool, [new TextBlock("done")], id, ToolStatus.Ok);
}
