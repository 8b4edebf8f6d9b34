using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Steps;

/// <summary>Tools that a session learns of while it lives.</summary>
public sealed class SessionToolsTests
{
    private static readonly FakeTool Read = New("files__read", Effect.Pure);
    private static readonly FakeTool Write = New("files__write", Effect.Once);

    [Fact]
    public async Task Offered_ToEachModelCall_IsWhatTheServerListsThen()
    {
        var offered = new List<string>();
        await using var host = new TestHost(
            Calls(3, attempt => offered.Add(string.Join(' ', attempt.Tools.Select(t => t.Name)))),
            tools: [New("own", Effect.Pure)],
            sessionTools: [new FakeSessionTools(n => new ToolListing("files", n < 3 ? [Read] : [Read, Write]))]);
        var session = await host.CreateAsync(TestHost.Agent("own"));
        await host.ReadTurnAsync(session, (await host.PromptAsync(session)).Turn);
        Assert.Equal(["own files__read", "own files__read", "own files__read files__write"], offered);
        Assert.Equal(["files__read", "files__read files__write"], host.Data<ToolsListed>(session).Select(l => string.Join(' ', l.Tools)));
    }

    [Fact]
    public async Task Call_OfAServersTool_RunsWithItsEffectOrTheAgents()
    {
        await using var host = new TestHost(Both(), sessionTools: [Source([Read, Write])]);
        var session = await host.CreateAsync(TestHost.Agent() with { Tools = [new ToolSettings { Name = "files__write", Effect = Effect.Workspace }] });
        await host.ReadTurnAsync(session, (await host.PromptAsync(session)).Turn);
        Assert.Equal([Effect.Pure, Effect.Workspace], host.Data<ToolUseStarted>(session).Select(t => t.Effect));
        Assert.All(host.Data<ToolResultCompleted>(session), r => Assert.Equal(ToolStatus.Ok, r.Status));
    }

    [Fact]
    public async Task Call_OfABrokenServersTool_IsRefusedWithTheServersError()
    {
        var error = new EventError("mcp_server_unavailable", "It does not start.", Retryable: true);
        var source = new FakeSessionTools(_ => new ToolListing("files", [], error));
        await using var host = new TestHost(Both(), sessionTools: [source]);
        var session = await host.CreateAsync();
        await host.ReadTurnAsync(session, (await host.PromptAsync(session)).Turn);
        Assert.All(host.Data<ToolResultCompleted>(session), r => Assert.Equal((ToolStatus.Refused, "mcp_server_unavailable"), (r.Status, r.Error!.Code)));
        Assert.Equal(error, host.Data<ToolsListed>(session).Single().Error);
        Assert.Equal(StopReason.EndTurn, host.Data<TurnEnded>(session).Single().StopReason);
    }

    [Fact]
    public async Task Replay_OfStepsThatEnded_AsksNoServer()
    {
        var gate = new TaskCompletionSource();
        var dead = new TestHost(
            async (turn, token) =>
            {
                await Both()(turn, token);
                await gate.Task.WaitAsync(token);
                return Programs.EndTurn;
            },
            sessionTools: [Source([Read, Write])]);
        var session = await dead.CreateAsync();
        var prompt = await dead.PromptAsync(session);
        await dead.ReadUntilAsync(session, _ => dead.Data<ToolResultCompleted>(session).Count == 2);

        var source = Source([]);
        await using var host = new TestHost(Both(), dead.Journal, dead.Blobs, sessionTools: [source]);
        await host.Host.ActivateAsync(session, Abstractions.Sessions.ActivationReason.Resume, CancellationToken.None);
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal((1, 0), (source.Opened, source.Listed));
        Assert.Equal(2, host.Data<ToolResultCompleted>(session).Count);
    }

    [Fact]
    public async Task Tools_BeyondTheBound_AreLeftOut()
    {
        var many = Enumerable.Range(0, 200).Select(i => (ITool)New($"files__t{i}", Effect.Pure)).ToList();
        var offered = 0;
        await using var host = new TestHost(Calls(1, attempt => offered = attempt.Tools.Count), sessionTools: [Source(many)]);
        var session = await host.CreateAsync();
        await host.ReadTurnAsync(session, (await host.PromptAsync(session)).Turn);
        Assert.Equal(128, offered);
        Assert.Equal(128, host.Data<ToolsListed>(session).Single().Tools.Count);
    }

    [Fact]
    public async Task Session_ThatEnds_EndsItsTools()
    {
        var source = Source([Read]);
        var host = new TestHost(Programs.Say("x"), sessionTools: [source]);
        var session = await host.CreateAsync();
        await host.ReadTurnAsync(session, (await host.PromptAsync(session)).Turn);
        await host.DisposeAsync();
        Assert.Equal(1, source.Disposed);
    }

    private static FakeTool New(string name, Effect effect) => new(name, effect, (_, _) => Task.FromResult(ToolResult.Ok("done")));

    private static FakeSessionTools Source(IReadOnlyList<ITool> tools) => new(_ => new ToolListing("files", tools));

    private static Func<ITurnContext, CancellationToken, Task<TurnOutcome>> Both() => async (turn, _) =>
    {
        await turn.ToolsAsync([Programs.Call("c1", "files__read"), Programs.Call("c2", "files__write")]);
        return Programs.EndTurn;
    };

    private static Func<ITurnContext, CancellationToken, Task<TurnOutcome>> Calls(int count, Action<MessageAttempt> see) => async (turn, _) =>
    {
        for (var i = 0; i < count; i++)
        {
            await turn.MessageAsync(new MessageRequest("fake", "m"), (attempt, sink, _) =>
            {
                see(attempt);
                sink.Open(DeltaKind.Message);
                return Task.FromResult(new MessageResult("end_turn", "m", new Usage()));
            });
        }

        return Programs.EndTurn;
    };
}
