using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.FakeModel.Delivery;
using Silo.FakeModel.Scripts;
using Xunit;

namespace Silo.Agents.Tests.ModelLoop;

public sealed class LoopTests
{
    public static TheoryData<string> Providers => Rig.Providers;

    private static FakeReply Calls(params string[] commands) => new()
    {
        Thinking = "I need a look.",
        Text = "Looking.",
        Tools = [.. commands.Select(c => new FakeToolCall { Name = "shell", Input = Turn.Json(new { command = c }) })],
    };

    private static async Task<TurnOutcome> RunAsync(Rig rig, Turn turn)
    {
        await using var session = await rig.Driver.OpenAsync(new SessionKey(TenantId.Default, default), turn.Agent, rig.Patience);
        return await session.RunTurnAsync(turn, rig.Patience);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Turn_WithTools_RunsThemAndGoesOn(string provider)
    {
        await using var rig = await Rig.StartAsync(provider, Calls("ls", "pwd"), Calls("cat x"), new FakeReply { Text = "Done." });
        var turn = new Turn(rig.Agent, "Do it.", call => new ToolOutcome(9, call.CallId, call.Tool, ToolStatus.Ok, [new TextBlock("out of " + call.Input)]));
        Assert.Equal(new TurnOutcome(StopReason.EndTurn), await RunAsync(rig, turn));
        Assert.Equal([2, 1], turn.Batches);
        Assert.Equal(new MessageRequest(provider, "model-x"), turn.Calls[0]);
        Assert.Equal([0, 1, 2], rig.Server.Requests.Select(r => r.Reply));
        await rig.Server.WaitAsync(all => all.All(r => r.Outcome == RequestOutcome.Completed), rig.Patience);
        Assert.Contains("out of", rig.Server.Requests[2].Body, StringComparison.Ordinal);
        Assert.Equal(0, rig.Server.TokensBoughtTwice);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Tool_Interrupted_IsToldToTheModelAsAFailure(string provider)
    {
        await using var rig = await Rig.StartAsync(provider);
        rig.Server.Add(new FakeConversation { Replies = [Calls("make"), new FakeReply { Text = "Made." }], OnInterrupted = Calls("make again") });
        var runs = 0;
        var turn = new Turn(rig.Agent, "Make it.", call => runs++ == 0
            ? new ToolOutcome(9, call.CallId, call.Tool, ToolStatus.Interrupted, [new TextBlock("interrupted, may have partly run")])
            : new ToolOutcome(9, call.CallId, call.Tool, ToolStatus.Ok, [new TextBlock("fine")]));
        Assert.Equal(StopReason.EndTurn, (await RunAsync(rig, turn)).StopReason);
        Assert.Equal([0, -1, 1], rig.Server.Requests.Select(r => r.Reply));
        Assert.Contains(provider == "anthropic" ? "\"is_error\":true" : "[interrupted] ", rig.Server.Requests[1].Body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Tool_WithInvalidInput_CanBeAnswered(string provider)
    {
        var broken = new FakeReply { Tools = [new FakeToolCall { Name = "shell", InputText = "{\"command\":" }] };
        await using var rig = await Rig.StartAsync(provider, broken, new FakeReply { Text = "Sorry." });
        var turn = new Turn(rig.Agent, "Do it.", call => new ToolOutcome(9, call.CallId, call.Tool, ToolStatus.Error, [new TextBlock("not JSON: " + call.InvalidInput)]));
        Assert.Equal(StopReason.EndTurn, (await RunAsync(rig, turn)).StopReason);
    }

    [Theory]
    [InlineData("anthropic", "refusal", StopReason.Refusal)]
    [InlineData("anthropic", "max_tokens", StopReason.MaxTokens)]
    [InlineData("openai", "refusal", StopReason.Refusal)]
    [InlineData("openai", "max_tokens", StopReason.MaxTokens)]
    public async Task Message_CutShortOrRefused_EndsTheTurnAndItsToolsDoNotRun(string provider, string reason, StopReason expected)
    {
        await using var rig = await Rig.StartAsync(provider, Calls("rm -rf") with { StopReason = reason }, new FakeReply { Text = "Again." });
        var turn = new Turn(rig.Agent, "Do it.");
        Assert.Equal(new TurnOutcome(expected), await RunAsync(rig, turn));
        Assert.Empty(turn.Batches);

        // The conversation can go on although the call was never answered.
        turn.Conversation.Add(Rig.Said("And now?"));
        var next = new Turn(rig.Agent, "unused");
        next.Conversation.Clear();
        next.Conversation.AddRange(turn.Conversation);
        Assert.Equal(StopReason.EndTurn, (await RunAsync(rig, next)).StopReason);
        Assert.Contains("The call was not run", rig.Server.Requests[1].Body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Interjection_BeforeTheEnd_IsAnswered(string provider)
    {
        await using var rig = await Rig.StartAsync(provider, new FakeReply { Text = "Done." }, new FakeReply { Text = "And that." });
        var turn = new Turn(rig.Agent, "Do it.") { SpeakDuringCall = { [1] = "Also that!" } };
        Assert.Equal(StopReason.EndTurn, (await RunAsync(rig, turn)).StopReason);
        Assert.Equal(2, turn.Calls.Count);
        Assert.Contains("Also that!", rig.Server.Requests[1].Body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Interjection_WhileToolsRun_ComesAfterTheirResults(string provider)
    {
        await using var rig = await Rig.StartAsync(provider, Calls("ls"), new FakeReply { Text = "Both." });
        var turn = new Turn(rig.Agent, "Do it.") { SpeakDuringCall = { [1] = "Also that!" } };
        Assert.Equal(StopReason.EndTurn, (await RunAsync(rig, turn)).StopReason);
        Assert.Equal(2, turn.Calls.Count);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Calls_AtTheAgentsLimit_EndTheTurn(string provider)
    {
        await using var rig = await Rig.StartAsync(provider, Calls("1"), Calls("2"), Calls("3"));
        var agent = rig.Agent with { Limits = rig.Agent.Limits with { TurnModelCallsMax = 2 } };
        var turn = new Turn(agent, "Do it.");
        Assert.Equal(new TurnOutcome(StopReason.MaxTurnRequests), await RunAsync(rig, turn));
        Assert.Equal((2, 2), (turn.Calls.Count, turn.Batches.Count));
    }

    [Fact]
    public async Task Pause_OfTheProvider_IsGoneOnWith()
    {
        await using var rig = await Rig.StartAsync("anthropic");
        rig.Server.Add(new FakeConversation { Replies = [new FakeReply { Text = "Wait.", StopReason = "pause_turn" }, new FakeReply { Text = "Done." }] });
        var turn = new Turn(rig.Agent, "Do it.");
        Assert.Equal(StopReason.EndTurn, (await RunAsync(rig, turn)).StopReason);
        Assert.Equal(2, turn.Calls.Count);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Step_FailedForGood_FailsTheTurnWithItsError(string provider)
    {
        await using var rig = await Rig.StartAsync(provider);
        var outcome = await RunAsync(rig, new Turn(rig.Agent, "Do it."));
        Assert.Equal((StopReason.Failed, "invalid_request"), (outcome.StopReason, outcome.Error!.Code));
    }

    [Fact]
    public async Task Calls_BeyondWhatToolsTakeAtOnce_ComeInBatches()
    {
        await using var rig = await Rig.StartAsync("anthropic", Calls([.. Enumerable.Range(0, 130).Select(n => $"{n}")]), new FakeReply { Text = "Done." });
        var turn = new Turn(rig.Agent, "Do it.");
        Assert.Equal(StopReason.EndTurn, (await RunAsync(rig, turn)).StopReason);
        Assert.Equal([128, 2], turn.Batches);
    }
}
