using Silo.Abstractions.Agents;
using Silo.Abstractions.Artifacts;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Tools;
using Silo.Runtime.Hosting;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Steps;

/// <summary>Tools that do not end at their timeout, nor when they are told to.</summary>
public sealed class GivenUpCallTests
{
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(40);
    private readonly TaskCompletionSource _inside = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ToolResult> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Call_ThatIgnoresItsTimeout_IsTimedOutAndTheTurnGoesOn()
    {
        ToolInvocation? seen = null;
        var tool = new FakeTool("deaf", Effect.Workspace, (call, _) =>
        {
            seen = call;
            _inside.SetResult();
            return _end.Task;
        });
        await using var host = new TestHost(Programs.Use("deaf"), tools: [tool]);
        var session = await host.CreateAsync(Agent());
        var prompt = await host.PromptAsync(session);
        await _inside.Task.WaitAsync(Watchdog);
        await PassAsync(host);
        await host.ReadTurnAsync(session, prompt.Turn);
        var result = host.Data<ToolResultCompleted>(session).Single();
        Assert.Equal(ToolStatus.TimedOut, result.Status);
        Assert.Contains("given up", ((TextBlock)result.Content[0]).Text);
        Assert.Equal(StopReason.EndTurn, host.Data<TurnEnded>(session).Single().StopReason);

        // It can do nothing more for the session, and its late end changes nothing.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await seen!.Resources.WorkspaceAsync(CancellationToken.None));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await seen!.Resources.SandboxAsync(CancellationToken.None));
        seen!.Output.Append("late");
        await Assert.ThrowsAsync<InvalidOperationException>(() => seen.Artifacts.PublishAsync(new ArtifactDraft("late.txt", "text/plain"), new MemoryStream(), CancellationToken.None));
        _end.SetResult(ToolResult.Ok("late"));
        Assert.Single(host.Data<ToolResultCompleted>(session));
    }

    [Fact]
    public async Task Call_ThatEndsWithinTheGrace_HasItsOwnResult()
    {
        var tool = new FakeTool("slow", Effect.Workspace, async (_, cancellation) =>
        {
            var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = cancellation.Register(() => told.SetResult());
            _inside.SetResult();
            await told.Task;
            return ToolResult.Failed("stopped", "I stopped in time.");
        });
        await using var host = new TestHost(Programs.Use("slow"), tools: [tool]);
        var session = await host.CreateAsync(Agent("slow"));
        var prompt = await host.PromptAsync(session);
        await _inside.Task.WaitAsync(Watchdog);
        await host.Time.AdvanceWhenArmedAsync(Timeout, Timeout);
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal("stopped", host.Data<ToolResultCompleted>(session).Single().Error!.Code);
    }

    [Fact]
    public async Task Call_WithTheSandbox_TakesItAlong()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var tool = new FakeTool("deaf", Effect.Workspace, async (call, _) =>
        {
            await call.Resources.SandboxAsync(CancellationToken.None);
            _inside.SetResult();
            return await _end.Task;
        });
        await using var host = new TestHost(Programs.Use("deaf"), tools: [tool]);
        host.Workspaces.Made = new FakeWorkspace();
        host.Sandboxes.Made = new StuckSandbox(() =>
        {
            ended.TrySetResult();
            return ValueTask.CompletedTask;
        });
        var session = await host.CreateAsync(Agent());
        var prompt = await host.PromptAsync(session);
        await _inside.Task.WaitAsync(Watchdog);
        await PassAsync(host);
        await ended.Task.WaitAsync(Watchdog);
        await host.ReadTurnAsync(session, prompt.Turn);
        _end.SetResult(ToolResult.Ok("late"));
    }

    [Fact]
    public async Task Calls_GivenUpAndStillRunning_AreBoundedByName()
    {
        var tool = new FakeTool("deaf", Effect.Pure, (_, _) => _end.Task);
        await using var host = new TestHost(
            async (turn, _) =>
            {
                await turn.ToolsAsync([Programs.Call("c1", "deaf"), Programs.Call("c2", "deaf")]);
                await turn.ToolsAsync([Programs.Call("c3", "deaf")]);
                return Programs.EndTurn;
            },
            tools: [tool]);
        var session = await host.CreateAsync(Agent() with { Limits = new AgentLimits { ParallelToolsMax = 2 } });
        var prompt = await host.PromptAsync(session);
        await host.ReadUntilAsync(session, _ => host.Data<ToolUseStarted>(session).Count == 2);
        await PassAsync(host, calls: 2);
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal([null, null, "tools_stuck"], host.Data<ToolResultCompleted>(session).Select(r => r.Error?.Code));
        Assert.Equal(2, tool.Calls.Count);
        _end.SetResult(ToolResult.Ok("late"));
    }

    private static AgentDefinition Agent(string tool = "deaf") => TestHost.Agent() with { Tools = [new ToolSettings { Name = tool, Timeout = Timeout }] };

    private static async Task PassAsync(TestHost host, int calls = 1)
    {
        var grace = new RuntimeOptions().ToolGrace;
        await host.Time.WhenArmedAsync(Timeout + grace, calls);
        host.Time.Advance(Timeout);
        host.Time.Advance(grace);
    }
}
