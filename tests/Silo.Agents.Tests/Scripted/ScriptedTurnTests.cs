using Silo.Abstractions.Events;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Xunit;

namespace Silo.Agents.Tests.Scripted;

public sealed class ScriptedTurnTests
{
    private const string TestAndSay = """
        replies:
          - name: test
            text: I test.
            calls:
              - tool: shell
                input: {command: sh test.sh}
          - name: answer
            text: "It says: {{result}}"
        rules:
          - when: {tool: shell, status: interrupted}
            reply:
              text: Once more.
              again: true
          - when: {after: test, text: broken}
            next: give-up
        """;

    [Fact]
    public async Task Run_ThoughtTextAndCalls_GoThroughTheContextInOrder()
    {
        var turn = new FakeTurn(
            ScriptedAgent.Read("""
                replies:
                  - thought: Hm.
                    text: I look.
                    calls:
                      - tool: list
                        input: {path: "a \"b\" {{prompt}}", depth: 2}
                      - tool: shell
                        input: {command: "cat x > y"}
                  - text: Done.
                """),
            "say \"hi\"\n");

        var outcome = await ScriptedAgent.RunAsync(turn);

        Assert.Equal(new TurnOutcome(StopReason.EndTurn), outcome);
        Assert.Equal(new ThoughtBlock("Hm."), turn.Messages[0].Blocks[0]);
        Assert.Equal(new TextBlock("I look."), turn.Messages[0].Blocks[1]);
        Assert.Equal(["list", "shell"], turn.Calls.Select(call => call.Tool));
        Assert.Equal("a \"b\" say \"hi\"\n", turn.Calls[0].Input?.GetProperty("path").GetString());
        Assert.Equal(2, turn.Calls[0].Input?.GetProperty("depth").GetInt32());
        Assert.Contains("cat x > y", turn.Calls[1].Input?.GetRawText());
        Assert.Equal(2, turn.Calls.Select(call => call.CallId).Distinct().Count());
        Assert.Equal(["tool_use", "end_turn"], turn.Messages.Select(message => message.StopReason));
    }

    [Fact]
    public async Task Run_InterruptedTool_RuleMakesTheSameCallAgainAndTheListGoesOn()
    {
        var results = new Queue<(ToolStatus, string)>([(ToolStatus.Interrupted, "?"), (ToolStatus.Interrupted, "?"), (ToolStatus.Ok, "fine")]);
        var turn = new FakeTurn(ScriptedAgent.Read(GiveUp()), "go") { Tool = _ => results.Dequeue() };

        await ScriptedAgent.RunAsync(turn);

        Assert.Equal(3, turn.Calls.Count);
        Assert.Single(turn.Calls.Select(call => call.Input?.GetRawText()).Distinct());
        Assert.Equal(["I test.", "Once more.", "Once more.", "It says: fine"], turn.Messages.Select(Text));
    }

    [Fact]
    public async Task Run_OneOfTwoCallsInterrupted_OnlyThatOneIsMadeAgain()
    {
        var turn = new FakeTurn(
            ScriptedAgent.Read("""
                replies:
                  - calls:
                      - {tool: list, input: {path: a}}
                      - {tool: shell, input: {command: b}}
                  - text: Done.
                rules:
                  - when: {status: interrupted}
                    reply: {again: true}
                """),
            "go")
        {
            Tool = call => (call.CallId == "call_1_2" ? ToolStatus.Interrupted : ToolStatus.Ok, "x"),
        };

        await ScriptedAgent.RunAsync(turn);

        Assert.Equal(["list", "shell", "shell"], turn.Calls.Select(call => call.Tool));
    }

    [Fact]
    public async Task Run_RuleWithNext_TheListGoesOnThere()
    {
        var turn = new FakeTurn(ScriptedAgent.Read(GiveUp()), "go") { Tool = _ => (ToolStatus.Error, "it is broken") };

        await ScriptedAgent.RunAsync(turn);

        Assert.Equal(["I test.", "I give up."], turn.Messages.Select(Text));
    }

    [Fact]
    public async Task Run_RuleAtTheStart_ChoosesByThePrompt()
    {
        var agent = ScriptedAgent.Read("""
            replies:
              - text: First.
              - {name: second, text: Second.}
            rules:
              - when: {after: start, prompt: again}
                next: second
            """);
        var one = new FakeTurn(agent, "go");
        var two = new FakeTurn(agent, "go again");

        await ScriptedAgent.RunAsync(one);
        await ScriptedAgent.RunAsync(two);

        Assert.Equal("First.", Text(one.Messages.Single()));
        Assert.Equal("Second.", Text(two.Messages.Single()));
    }

    [Fact]
    public async Task Run_Repeat_CountsUpAndGoesOn()
    {
        var turn = new FakeTurn(
            ScriptedAgent.Read("""
                replies:
                  - name: work
                    repeat: 3
                    calls: [{tool: shell, input: {command: "echo {{number}}"}}]
                  - text: Done.
                """),
            "go");

        await ScriptedAgent.RunAsync(turn);

        Assert.Equal(["echo 1", "echo 2", "echo 3"], turn.Calls.Select(call => call.Input?.GetProperty("command").GetString()));
        Assert.Equal(4, turn.Messages.Count);
    }

    [Fact]
    public async Task Run_ReplayedFromItsBeginning_MakesTheSameChoices()
    {
        var first = new FakeTurn(ScriptedAgent.Read(GiveUp()), "go") { Tool = _ => (ToolStatus.Ok, "fine") };
        await ScriptedAgent.RunAsync(first);

        var second = new FakeTurn(first.Agent, "go") { Tool = first.Tool, Replay = new Queue<MessageOutcome>(first.Messages.Take(1)) };
        await ScriptedAgent.RunAsync(second);

        Assert.Single(second.Made);
        Assert.Equal(first.Messages.Select(Text), second.Messages.Select(Text));
    }

    [Fact]
    public async Task Run_SomebodySpokeIntoIt_AnswersBeforeItEnds()
    {
        var turn = new FakeTurn(ScriptedAgent.Read("replies: [{text: Done.}]"), "go") { Interjections = { [1] = "and the tests?" } };

        var outcome = await ScriptedAgent.RunAsync(turn);

        Assert.Equal(["Done.", "You said: and the tests?"], turn.Messages.Select(Text));
        Assert.Equal(StopReason.EndTurn, outcome.StopReason);
    }

    [Fact]
    public async Task Run_AsManyModelCallsAsAllowed_EndsWithMaxTurnRequests()
    {
        var agent = ScriptedAgent.Read(
            """
            replies:
              - {name: loop, calls: [{tool: shell}], next: loop}
            """,
            "tools: [shell]\nlimits: {turn_model_calls_max: 5}");
        var turn = new FakeTurn(agent, "go");

        var outcome = await ScriptedAgent.RunAsync(turn);

        Assert.Equal(new TurnOutcome(StopReason.MaxTurnRequests), outcome);
        Assert.Equal(5, turn.Messages.Count);
    }

    [Theory]
    [InlineData("max_tokens", StopReason.MaxTokens)]
    [InlineData("refusal", StopReason.Refusal)]
    public async Task Run_ReplyWithAStopReason_EndsTheTurnWithIt(string stop, StopReason expected)
    {
        var turn = new FakeTurn(ScriptedAgent.Read($"replies: [{{text: No., stop: {stop}}}]"), "go");

        Assert.Equal(expected, (await ScriptedAgent.RunAsync(turn)).StopReason);
    }

    [Fact]
    public async Task Run_ModelStepFailed_EndsTheTurnWithItsError()
    {
        var error = new EventError("message_too_large", "Too large.");
        var turn = new FakeTurn(ScriptedAgent.Read("replies: [{text: Hi}]"), "go") { Failure = new StepFailedException(error) };

        Assert.Equal(new TurnOutcome(StopReason.Failed, error), await ScriptedAgent.RunAsync(turn));
    }

    [Fact]
    public async Task Run_Usage_CountsTokensOfBothSidesAndTheirPrice()
    {
        var agent = ScriptedAgent.Read(
            "replies: [{text: one two three}]",
            "prompt: four\nmodel: {provider: openai, name: m, prices: {input: 1, output: 10}}");
        var turn = new FakeTurn(agent, "12345678");

        await ScriptedAgent.RunAsync(turn);

        var result = turn.Results.Single();
        Assert.Equal(("m", 3, 3, 33), (result.Model, result.Usage.InputTokens, result.Usage.OutputTokens, result.Usage.CostMicroUsd));
    }

    [Fact]
    public async Task Run_VariablesThatWouldGrowPastTheLimit_AreCutJustAboveIt()
    {
        var text = string.Concat(Enumerable.Repeat("{{prompt}}", 1000));
        var agent = ScriptedAgent.Read($"replies: [{{text: \"{text}\"}}]", "limits: {message_bytes_max: 1KiB}");
        var turn = new FakeTurn(agent, new string('x', 700));

        await ScriptedAgent.RunAsync(turn);

        Assert.Equal(1400, Text(turn.Messages[0]).Length);
    }

    private static string GiveUp() => TestAndSay.Replace("rules:", "  - {name: give-up, text: I give up.}\nrules:", StringComparison.Ordinal);

    private static string Text(MessageOutcome message) => string.Concat(message.Blocks.OfType<TextBlock>().Select(block => block.Text));
}
