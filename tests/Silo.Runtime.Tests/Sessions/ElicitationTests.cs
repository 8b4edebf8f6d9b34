using System.Text.Json;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Tools;
using Silo.Abstractions.Turns;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Sessions;

/// <summary>A running tool asks a person.</summary>
public sealed class ElicitationTests
{
    private static readonly JsonElement Schema = JsonDocument.Parse("""{"type":"object","properties":{"colour":{"type":"string"}}}""").RootElement;

    [Theory]
    [InlineData("approve")]
    [InlineData("answer")]
    [InlineData("reject")]
    public async Task Question_OfARunningTool_ReachesAPersonAndItsAnswerTheTool(string decision)
    {
        var tool = Tool(Effect.Once);
        await using var host = new TestHost(Programs.Use("ask"), tools: [tool]);
        var session = await host.CreateAsync(TestHost.Agent("ask"));
        var prompt = await host.PromptAsync(session);
        await host.ReadUntilAsync(session, "approval.requested");
        var asked = host.Data<ApprovalRequested>(session).Single();
        Assert.Equal(("elicitation", "Which colour?", "ask"), (asked.Reason, asked.Title, asked.Tool));
        Assert.Equal(["approve", "answer", "reject"], asked.Choices);
        Assert.Equal(Schema.GetRawText(), asked.Input!.Value.GetRawText());
        Assert.Equal(SessionStatus.Waiting, (await host.Journal.FindAsync(session, CancellationToken.None))!.Status);

        Assert.IsType<ResolveApprovalResult.Resolved>(await DecideAsync(host, session, decision));

        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal([$"{decision}: blue"], Results(host, session));
        Assert.Single(tool.Calls);
    }

    [Fact]
    public async Task Question_WhileAPersonThinks_TheCallsTimeStandsStill()
    {
        await using var host = new TestHost(Programs.Use("ask"), tools: [Tool(Effect.Once)]);
        var session = await host.CreateAsync(TestHost.Agent("ask"));
        var prompt = await host.PromptAsync(session);
        await host.ReadUntilAsync(session, "approval.requested");
        host.Time.Advance(TimeSpan.FromMinutes(30));
        await DecideAsync(host, session, "answer");
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal(["answer: blue"], Results(host, session));
    }

    [Fact]
    public async Task Question_OfACancelledTurn_IsWithdrawnAndTheCallEndsAsCancelled()
    {
        await using var host = new TestHost(Programs.Use("ask"), tools: [Tool(Effect.Once)]);
        var session = await host.CreateAsync(TestHost.Agent("ask"));
        var prompt = await host.PromptAsync(session);
        await host.ReadUntilAsync(session, "approval.requested");
        await host.Directory.CancelAsync(session, null, CancellationToken.None);
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal("withdrawn", host.Data<ApprovalResolved>(session).Single().Decision);
        Assert.Equal(ToolStatus.Cancelled, host.Data<ToolResultCompleted>(session).Single().Status);
    }

    [Fact]
    public async Task Question_ThatTheToolDoesNotWaitFor_IsWithdrawnWithTheCall()
    {
        var tool = new FakeTool("ask", Effect.Once, async (call, cancellationToken) =>
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var asking = call.Questions.AskAsync(new ApprovalRequest("Which colour?"), enough.Token);
            await enough.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
            return ToolResult.Ok("did without");
        });
        await using var host = new TestHost(Programs.Use("ask"), tools: [tool]);
        var session = await host.CreateAsync(TestHost.Agent("ask"));
        var prompt = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal("withdrawn", host.Data<ApprovalResolved>(session).Single().Decision);
        Assert.Equal(["did without"], Results(host, session));
    }

    [Fact]
    public async Task Questions_BeyondTheBound_AreWithdrawnAtOnce()
    {
        var tool = new FakeTool("ask", Effect.Once, async (call, cancellationToken) =>
        {
            var asking = Enumerable.Range(0, 6).Select(_ => call.Questions.AskAsync(new ApprovalRequest("Which colour?"), cancellationToken)).ToList();
            var first = await await Task.WhenAny(asking);
            return ToolResult.Ok(first.Decision);
        });
        await using var host = new TestHost(Programs.Use("ask"), tools: [tool]);
        var session = await host.CreateAsync(TestHost.Agent("ask"));
        var prompt = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal(["withdrawn"], Results(host, session));
        Assert.Equal(4, host.Data<ApprovalRequested>(session).Count);
        Assert.Equal(4, host.Data<ApprovalResolved>(session).Count(r => r.Decision == "withdrawn"));
    }

    // What no event can hold must end the question, never the session.
    [Fact]
    public async Task Question_WithHalfACharacter_IsWithdrawnAndTheSessionLives()
    {
        var schema = JsonDocument.Parse("""{"title":"\ud800"}""").RootElement;
        var tool = new FakeTool("ask", Effect.Once, async (call, cancellationToken) =>
            ToolResult.Ok((await call.Questions.AskAsync(new ApprovalRequest("Which colour?", schema), cancellationToken)).Decision));
        await using var host = new TestHost(Programs.Use("ask"), tools: [tool]);
        var session = await host.CreateAsync(TestHost.Agent("ask"));
        var prompt = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal(["withdrawn"], Results(host, session));
        Assert.Empty(host.Data<ApprovalRequested>(session));
    }

    [Theory]
    [InlineData(Effect.Pure)]
    [InlineData(Effect.Idempotent)]
    public async Task Question_OpenWhenTheHostWentAway_IsWithdrawnAndAskedAgain(Effect effect)
    {
        var tool = Tool(effect);
        var dead = new TestHost(Programs.Use("ask"), tools: [tool]);
        var session = await dead.CreateAsync(TestHost.Agent("ask"));
        var prompt = await dead.PromptAsync(session);
        await dead.ReadUntilAsync(session, "approval.requested");
        await using var host = new TestHost(Programs.Use("ask"), dead.Journal, dead.Blobs, [tool]);

        await host.Host.ActivateAsync(session, ActivationReason.Resume, CancellationToken.None);
        await host.ReadUntilAsync(session, _ => host.Data<ApprovalRequested>(session).Count == 2);

        Assert.Equal("withdrawn", host.Data<ApprovalResolved>(session).Single().Decision);
        await DecideAsync(host, session, "answer");
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal(["answer: blue"], Results(host, session));
        Assert.Equal(2, tool.Calls.Count);
        Assert.Equal(tool.Calls[0].Key, tool.Calls[1].Key);
    }

    [Fact]
    public async Task Question_OfAOnceToolWhoseHostWentAway_BecomesTheQuestionOfTheStepInDoubt()
    {
        var tool = Tool(Effect.Once);
        var dead = new TestHost(Programs.Use("ask"), tools: [tool]);
        var session = await dead.CreateAsync(TestHost.Agent("ask"));
        var prompt = await dead.PromptAsync(session);
        await dead.ReadUntilAsync(session, "approval.requested");
        await using var host = new TestHost(Programs.Use("ask"), dead.Journal, dead.Blobs, [tool]);

        await host.Host.ActivateAsync(session, ActivationReason.Resume, CancellationToken.None);
        await host.ReadUntilAsync(session, _ => host.Data<ApprovalRequested>(session).Count == 2);

        Assert.Equal(["elicitation", "in_doubt"], host.Data<ApprovalRequested>(session).Select(a => a.Reason));
        await DecideAsync(host, session, "reject");
        await host.ReadTurnAsync(session, prompt.Turn);
        Assert.Equal(ToolStatus.Interrupted, host.Data<ToolResultCompleted>(session).Single().Status);
        Assert.Single(tool.Calls);
    }

    private static FakeTool Tool(Effect effect) => new("ask", effect, async (call, cancellationToken) =>
    {
        var outcome = await call.Questions.AskAsync(new ApprovalRequest("Which colour?", Schema), cancellationToken);
        return ToolResult.Ok($"{outcome.Decision}: {outcome.Answer}");
    });

    private static List<string> Results(TestHost host, SessionKey session) =>
        [.. host.Data<ToolResultCompleted>(session).Select(r => ((Abstractions.Events.TextBlock)r.Content[0]).Text!)];

    private static Task<ResolveApprovalResult> DecideAsync(TestHost host, SessionKey session, string decision) => host.Directory.ResolveApprovalAsync(
        new ResolveApprovalCommand(session.Tenant, host.Data<ApprovalRequested>(session)[^1].Approval, decision, "blue", "ann"), CancellationToken.None);
}
