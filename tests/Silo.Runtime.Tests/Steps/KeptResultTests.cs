using System.Text;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Abstractions.Workspaces;
using Silo.Runtime.Steps;
using Silo.Runtime.Tests.Support;
using Silo.Runtime.Tests.Workspaces;
using Xunit;

namespace Silo.Runtime.Tests.Steps;

/// <summary>Results that are too long are cut, and whole in a file of the real workspace.</summary>
public sealed class KeptResultTests : WorkspaceTest
{
    [Fact]
    public async Task Result_TooLong_IsWholeInTheFileThatItsNoticeNames()
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i} é\n"));
        var (shown, step) = await RunAsync(_ => ToolResult.Ok(text));
        Assert.InRange(Encoding.UTF8.GetByteCount(shown), 1_000, 1_400);
        Assert.Contains($" are in .silo/results/{step}.txt: read on there", shown);
        Assert.Equal(text, await ReadAsync($".silo/results/{step}.txt"));
    }

    [Fact]
    public async Task Result_ThatFits_LeavesNoFile()
    {
        Assert.Equal("short", (await RunAsync(_ => ToolResult.Ok("short"))).Shown);
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Result_ThatIsACutOfItsOutput_HasItsOutputInTheFile()
    {
        var (shown, step) = await RunAsync(call =>
        {
            for (var i = 0; i < 1_000; i++) call.Output.Append("0123456789");
            return ToolResult.Ok(new string('x', 2_000)) with { IsCutOfOutput = true };
        });
        Assert.Contains("[… 9000 bytes left out", shown);
        Assert.Contains("All 10000 bytes are in", shown);
        Assert.Equal(string.Concat(Enumerable.Repeat("0123456789", 1_000)), await ReadAsync($".silo/results/{step}.txt"));
    }

    [Fact]
    public async Task Result_WhoseOutputWasTooLongToo_SaysThatTheFileHoldsItsBeginning()
    {
        var (shown, step) = await RunAsync(call =>
        {
            for (var i = 0; i < 5_000; i++) call.Output.Append("0123456789");
            return ToolResult.Ok(new string('x', 2_000)) with { IsCutOfOutput = true };
        });
        Assert.Contains($"The first 20000 bytes are in .silo/results/{step}.txt", shown);
    }

    [Fact]
    public async Task Folder_ThatTheAgentReplaced_LeadsNowhereAndTheResultIsStillCut()
    {
        Directory.CreateSymbolicLink(Host(".silo"), Outside);
        var (shown, _) = await RunAsync(_ => ToolResult.Ok(new string('x', 2_000)));
        Assert.DoesNotContain(".silo", shown);
        Assert.Contains("bytes left out", shown);
        AssertOutsideUntouched();
    }

    [Fact]
    public async Task Results_TooMany_LoseTheOldestAndNothingElse()
    {
        var keeper = new ResultKeeper(new Resources(Workspace));
        Put(".silo/results/notes.txt", "mine");
        for (var step = 1; step <= ResultKeeper.FilesMax + 5; step++) Assert.NotNull(await keeper.KeepAsync(step, [1], Cancellation));
        var kept = await ListAsync(".silo/results");
        Assert.Equal(ResultKeeper.FilesMax + 1, kept.Length);
        Assert.Contains(".silo/results/notes.txt", kept);
        Assert.DoesNotContain(".silo/results/5.txt", kept);
        Assert.Contains(".silo/results/6.txt", kept);
    }

    [Fact]
    public async Task Results_TooLarge_LoseTheOldestUntilTheyFit()
    {
        var keeper = new ResultKeeper(new Resources(Workspace));
        var third = new byte[(int)(ResultKeeper.BytesMax / 3)];
        for (var step = 1; step <= 4; step++) await keeper.KeepAsync(step, third, Cancellation);
        Assert.Equal([".silo/results/2.txt", ".silo/results/3.txt", ".silo/results/4.txt"], await ListAsync(".silo/results"));
        Assert.Null(await keeper.KeepAsync(5, new byte[(int)ResultKeeper.BytesMax + 1], Cancellation));
    }

    private async Task<(string Shown, long Step)> RunAsync(Func<ToolInvocation, ToolResult> run)
    {
        ToolOutcome? outcome = null;
        var tool = new FakeTool("long", Effect.Pure, (call, _) => Task.FromResult(run(call)));
        await using var host = new TestHost(Programs.Use("long", o => outcome = o), tools: [tool]);
        host.Workspaces.Made = Workspace;
        var agent = TestHost.Agent("long") with { Limits = new AgentLimits { ToolOutputBytesMax = 1_000, MessageBytesMax = 20_000 } };
        var session = await host.CreateAsync(agent);
        var prompt = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal(ToolStatus.Ok, host.Data<ToolResultCompleted>(session).Single().Status);
        return (((TextBlock)outcome!.Content[0]).Text!, outcome.Step);
    }

    private sealed class Resources(IWorkspace workspace) : ISessionResources
    {
        public ValueTask<IWorkspace> WorkspaceAsync(CancellationToken cancellationToken) => new(workspace);

        public ValueTask<Silo.Abstractions.Sandboxes.ISandbox> SandboxAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
