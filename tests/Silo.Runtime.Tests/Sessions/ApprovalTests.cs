using Silo.Abstractions.Agents;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Sessions;

public sealed class ApprovalTests
{
    [Theory]
    [InlineData("approve", ToolStatus.Ok, 1)]
    [InlineData("reject", ToolStatus.Refused, 0)]
    public async Task Tool_ThatAsksFirst_RunsOnlyWhenApproved(string decision, ToolStatus status, int calls)
    {
        var tool = Tool();
        await using var host = new TestHost(Programs.Use("send"), tools: [tool]);
        var session = await host.CreateAsync(Asking());
        var prompt = await host.PromptAsync(session);
        await host.ReadUntilAsync(session, "approval.requested");
        Assert.Empty(tool.Calls);
        Assert.Equal(SessionStatus.Waiting, (await host.Journal.FindAsync(session, CancellationToken.None))!.Status);
        Assert.IsType<ResolveApprovalResult.Resolved>(await DecideAsync(host, session, decision));
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal(calls, tool.Calls.Count);
        Assert.Equal(status, host.Data<ToolResultCompleted>(session).Single().Status);
    }

    [Fact]
    public async Task Decision_First_WinsAndTheSecondSeesIt()
    {
        await using var host = new TestHost(Programs.Use("send"), tools: [Tool()]);
        var session = await host.CreateAsync(Asking());
        var prompt = await host.PromptAsync(session);
        await host.ReadUntilAsync(session, "approval.requested");
        var results = await Task.WhenAll(DecideAsync(host, session, "approve"), DecideAsync(host, session, "reject"));
        Assert.Single(results.OfType<ResolveApprovalResult.Resolved>());
        var second = Assert.Single(results.OfType<ResolveApprovalResult.AlreadyResolved>());
        Assert.Equal(results.OfType<ResolveApprovalResult.Resolved>().Single().Row.Decision, second.Row.Decision);
        await host.ReadTurnAsync(session, prompt.Turn);
    }

    [Fact]
    public async Task Approval_StillOpenAfterARestart_CanBeDecidedAndTheToolRunsOnce()
    {
        var tool = Tool();
        var dead = new TestHost(Programs.Use("send"), tools: [tool]);
        var session = await dead.CreateAsync(Asking());
        var prompt = await dead.PromptAsync(session);
        await dead.ReadUntilAsync(session, "approval.requested");
        await using var host = new TestHost(Programs.Use("send"), dead.Journal, dead.Blobs, [tool]);
        Assert.IsType<ResolveApprovalResult.Resolved>(await DecideAsync(host, session, "approve"));
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Single(tool.Calls);
        Assert.Single(host.Data<ApprovalRequested>(session));
    }

    [Fact]
    public async Task Question_IsAnsweredByAPerson()
    {
        ApprovalOutcome? answer = null;
        await using var host = new TestHost(async (turn, _) =>
        {
            answer = await turn.AskAsync(new ApprovalRequest("Which colour?"));
            return Programs.EndTurn;
        });
        var session = await host.CreateAsync();
        var prompt = await host.PromptAsync(session);
        await host.ReadUntilAsync(session, "approval.requested");
        Assert.IsType<ResolveApprovalResult.NotAChoice>(await DecideAsync(host, session, "approve"));
        await DecideAsync(host, session, "answer");
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal(new ApprovalOutcome("answer", "blue"), answer);
    }

    [Fact]
    public async Task Approval_OfACancelledTurn_IsWithdrawn()
    {
        await using var host = new TestHost(Programs.Use("send"), tools: [Tool()]);
        var session = await host.CreateAsync(Asking());
        var prompt = await host.PromptAsync(session);
        await host.ReadUntilAsync(session, "approval.requested");
        await host.Directory.CancelAsync(session, null, CancellationToken.None);
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal("withdrawn", host.Data<ApprovalResolved>(session).Single().Decision);
        Assert.IsType<ResolveApprovalResult.AlreadyResolved>(await DecideAsync(host, session, "approve"));
    }

    private static FakeTool Tool() => new("send", Effect.Once, (_, _) => Task.FromResult(ToolResult.Ok("sent")));

    private static AgentDefinition Asking() => TestHost.Agent() with { Tools = [new ToolSettings { Name = "send", Approval = true }] };

    private static Task<ResolveApprovalResult> DecideAsync(TestHost host, SessionKey session, string decision) => host.Directory.ResolveApprovalAsync(
        new ResolveApprovalCommand(session.Tenant, host.Data<ApprovalRequested>(session).Single().Approval, decision, "blue", "ann"), CancellationToken.None);
}
