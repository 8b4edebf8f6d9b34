using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Sessions;

public sealed class ToolHookTests
{
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Call_ThatARuleDenies_IsNotRunAndTheProgramReadsWhy()
    {
        ToolOutcome? outcome = null;
        var tool = Tool();
        await using var host = new TestHost(Programs.Use("work", o => outcome = o), tools: [tool]);
        var session = await host.CreateAsync(With(new ToolSettings { Name = "work", Deny = [new ToolRule { Argument = "a", Matches = "1" }] }));
        var prompt = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Empty(tool.Calls);
        Assert.Equal(ToolStatus.Refused, outcome!.Status);
        Assert.Contains("'a' fits '1'", ((TextBlock)outcome.Content[0]).Text);
        Assert.Equal("tool_denied", host.Data<ToolResultCompleted>(session).Single().Error!.Code);
    }

    [Fact]
    public async Task Tool_DeniedAltogether_IsNotOfferedAndACallOfItIsDenied()
    {
        IReadOnlyList<ToolDefinition>? offered = null;
        await using var host = new TestHost(
            async (turn, cancellation) =>
            {
                offered = turn.Tools;
                return await Programs.Use("work")(turn, cancellation);
            },
            tools: [Tool()]);
        var session = await host.CreateAsync(With(new ToolSettings { Name = "work", Deny = [new ToolRule()] }));
        var prompt = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Empty(offered!);
        Assert.Equal("tool_denied", host.Data<ToolResultCompleted>(session).Single().Error!.Code);
    }

    [Fact]
    public async Task Call_ThatWasRefused_IsTheSameAfterARestartWithoutTheRule()
    {
        var tool = Tool();
        var settings = new ToolSettings { Name = "work", Rate = new ToolRate(1, TimeSpan.FromHours(1)) };
        var reached = new TaskCompletionSource();
        var dead = new TestHost(
            async (turn, cancellation) =>
            {
                await turn.ToolsAsync([Programs.Call("c1", "work"), Programs.Call("c2", "work")]);
                reached.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
                return Programs.EndTurn;
            },
            tools: [tool]);
        var session = await dead.CreateAsync(With(settings));
        var prompt = await dead.PromptAsync(session);
        await reached.Task.WaitAsync(Watchdog);
        await dead.ReadUntilAsync(session, i => TestHost.Name(i) == "tool_result.completed" && dead.Data<ToolResultCompleted>(session).Count == 2);

        IReadOnlyList<ToolOutcome>? again = null;
        await using var host = new TestHost(
            async (turn, _) =>
            {
                again = await turn.ToolsAsync([Programs.Call("c1", "work"), Programs.Call("c2", "work")]);
                return Programs.EndTurn;
            },
            dead.Journal,
            dead.Blobs,
            [tool]);
        host.Time.Advance(TimeSpan.FromHours(2));
        Assert.IsType<ActivationResult.Active>(await host.Host.ActivateAsync(session, ActivationReason.Resume, CancellationToken.None));
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal([ToolStatus.Ok, ToolStatus.Refused], again!.Select(o => o.Status));
        Assert.Single(tool.Calls);
    }

    [Fact]
    public async Task Calls_OfAToolWithConcurrency_RunSoManyAtOnce()
    {
        var running = 0;
        var most = 0;
        var begun = new SemaphoreSlim(0);
        var go = new SemaphoreSlim(0);
        var tool = new FakeTool("work", Effect.Pure, async (_, cancellation) =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref running));
            begun.Release();
            await go.WaitAsync(cancellation);
            Interlocked.Decrement(ref running);
            return ToolResult.Ok("done");
        });
        await using var host = new TestHost(
            async (turn, _) =>
            {
                await turn.ToolsAsync([.. Enumerable.Range(0, 5).Select(i => Programs.Call($"c{i}", "work"))]);
                return Programs.EndTurn;
            },
            tools: [tool]);
        var session = await host.CreateAsync(With(new ToolSettings { Name = "work", Concurrency = 2 }));
        var prompt = await host.PromptAsync(session);
        Assert.True(await begun.WaitAsync(Watchdog));
        Assert.True(await begun.WaitAsync(Watchdog));
        Assert.Equal(2, host.Data<ToolUseStarted>(session).Count);
        go.Release(5);
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal(2, most);
        Assert.Equal(5, tool.Calls.Count);
    }

    private static FakeTool Tool() => new("work", Effect.Pure, (_, _) => Task.FromResult(ToolResult.Ok("done")));

    private static AgentDefinition With(ToolSettings settings) => TestHost.Agent() with { Tools = [settings] };

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen && Interlocked.CompareExchange(ref most, value, seen) != seen;) seen = Volatile.Read(ref most);
    }
}
