using Silo.Abstractions.Events;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Agents.ModelLoop;
using Xunit;

namespace Silo.Agents.Tests.ModelLoop;

public sealed class ConversationShapeTests
{
    private static ConversationEntry Assistant(params ContentBlock[] blocks) => new(ConversationRole.Assistant, blocks);

    private static ConversationEntry Result(string call, string text, ToolStatus status = ToolStatus.Ok) => new(ConversationRole.Tool, [new TextBlock(text)], call, status);

    private static ToolUseBlock Use(string call) => new(call, "shell", Turn.Json(new { }));

    private static string Show(IReadOnlyList<ModelTurn> turns) => string.Join(" | ", turns.Select(t => t switch
    {
        ModelTurn.Assistant a => "A " + string.Join(' ', a.Blocks.Select(b => b switch { TextBlock x => x.Text, ToolUseBlock u => u.CallId, _ => "~" })),
        ModelTurn.User u => "U " + string.Join(' ', u.Answers.Select(x => $"{x.CallId}={x.Status}").Concat(u.Texts)),
        _ => "?",
    }));

    [Fact]
    public void UserEntries_InARow_AreOneTurn() =>
        Assert.Equal("U a b", Show(ConversationShape.Of([Rig.Said("a"), Rig.Said("b")])));

    [Fact]
    public void AssistantEntries_InARow_AreOneTurn() =>
        Assert.Equal("U a | A x y", Show(ConversationShape.Of([Rig.Said("a"), Assistant(new TextBlock("x")), Assistant(new TextBlock("y"))])));

    [Fact]
    public void Results_InAnotherOrder_FollowTheCallsAndComeBeforeWhatPeopleSaid() => Assert.Equal(
        "U a | A 1 2 | U 1=Ok 2=Interrupted hey",
        Show(ConversationShape.Of([Rig.Said("a"), Assistant(Use("1"), Use("2")), Rig.Said("hey"), Result("2", "x", ToolStatus.Interrupted), Result("1", "y")])));

    [Fact]
    public void Call_WithoutResult_IsAnsweredAsNotRun() => Assert.Equal(
        "U a | A 1 | U 1=Refused | A x | U b",
        Show(ConversationShape.Of([Rig.Said("a"), Assistant(Use("1")), Rig.Said(" "), Assistant(new TextBlock("x")), Rig.Said("b")])));

    [Fact]
    public void Result_WithoutCall_IsLeftOut() => Assert.Equal("U a b", Show(ConversationShape.Of([Rig.Said("a"), Result("1", "x"), Rig.Said("b")])));

    [Fact]
    public void Message_OfThoughtsOrNothing_IsLeftOut() => Assert.Equal(
        "U a b c",
        Show(ConversationShape.Of([Rig.Said("a"), Assistant(new ThoughtBlock("hm", "sig")), Rig.Said("b"), Assistant(new TextBlock("\n")), Rig.Said("c")])));

    [Fact]
    public void Silence_BetweenMessages_MakesThemOne() =>
        Assert.Equal("U a | A x y | U b", Show(ConversationShape.Of([Rig.Said("a"), Assistant(new TextBlock("x")), Rig.Said(" "), Assistant(new TextBlock("y")), Rig.Said("b")])));

    [Fact]
    public void LongConversation_AlwaysAlternatesAndAnswersEveryCall()
    {
        var random = new Random(20261120);
        for (var round = 0; round < 500; round++)
        {
            var entries = new List<ConversationEntry> { Rig.Said("start") };
            for (var n = 0; n < 20; n++)
            {
                entries.Add(random.Next(6) switch
                {
                    0 => Rig.Said("said"),
                    1 => Assistant(new TextBlock("text")),
                    2 => Assistant(Use($"{n}a"), Use($"{n}b")),
                    3 => Result($"{random.Next(n + 1)}a", "result"),
                    4 => Assistant(new ThoughtBlock("hm")),
                    _ => Rig.Said(" "),
                });
            }

            var turns = ConversationShape.Of(entries);
            for (var n = 0; n < turns.Count; n++)
            {
                Assert.Equal(n % 2 == 1, turns[n] is ModelTurn.Assistant);
                if (turns[n] is not ModelTurn.Assistant assistant) continue;
                var calls = assistant.Blocks.OfType<ToolUseBlock>().Select(b => b.CallId).ToList();
                if (calls.Count > 0) Assert.Equal(calls, Assert.IsType<ModelTurn.User>(turns[n + 1]).Answers.Select(a => a.CallId));
            }
        }
    }
}
