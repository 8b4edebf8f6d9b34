using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Tools;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Sessions;

/// <summary>A tool call whose node went away in the middle, by declared effect.</summary>
public sealed class InDoubtTests
{
    [Theory]
    [InlineData(Effect.Pure)]
    [InlineData(Effect.Idempotent)]
    public async Task Call_PureOrIdempotent_RunsAgainWithTheSameKey(Effect effect)
    {
        await using var cut = await Cut.InToolAsync(effect);
        var (host, session, turn) = await cut.TakeOverAsync();
        await host.ReadTurnAsync(session, turn);
        Assert.Equal(2, cut.Tool.Calls.Count);
        Assert.Equal(cut.Tool.Calls[0].Key, cut.Tool.Calls[1].Key);
        Assert.Equal([1, 2], cut.Tool.Calls.Select(c => c.Attempt));
        Assert.True(cut.Tool.Calls[1].Epoch > cut.Tool.Calls[0].Epoch);
        Assert.Equal(ToolStatus.Ok, host.Data<ToolResultCompleted>(session).Single().Status);
    }

    [Fact]
    public async Task Call_Workspace_IsReportedAsInterruptedAndNotRunAgain()
    {
        await using var cut = await Cut.InToolAsync(Effect.Workspace);
        var (host, session, turn) = await cut.TakeOverAsync();
        await host.ReadTurnAsync(session, turn);
        Assert.Single(cut.Tool.Calls);
        var result = host.Data<ToolResultCompleted>(session).Single();
        Assert.Equal(ToolStatus.Interrupted, result.Status);
        Assert.Contains("may have partly run", ((TextBlock)result.Content[0]).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task Call_Verify_IsAskedAndRunsAgainOnlyWhenItDidNot(bool didRun, int calls)
    {
        await using var cut = await Cut.InToolAsync(Effect.Verify);
        cut.Tool.Verify = _ => didRun ? ToolResult.Ok("it had") : null;
        var (host, session, turn) = await cut.TakeOverAsync();
        await host.ReadTurnAsync(session, turn);
        Assert.Equal(calls, cut.Tool.Calls.Count);
        Assert.Equal(ToolStatus.Ok, host.Data<ToolResultCompleted>(session).Single().Status);
    }

    [Fact]
    public async Task Call_Compensated_IsUndoneAndReported()
    {
        await using var cut = await Cut.InToolAsync(Effect.Compensated);
        var (host, session, turn) = await cut.TakeOverAsync();
        await host.ReadTurnAsync(session, turn);
        Assert.Single(cut.Tool.Calls);
        Assert.Equal(cut.Tool.Calls[0].Key, cut.Tool.Compensations.Single().Key);
        Assert.Equal(ToolStatus.Interrupted, host.Data<ToolResultCompleted>(session).Single().Status);
    }

    [Theory]
    [InlineData("approve", 2, ToolStatus.Ok)]
    [InlineData("reject", 1, ToolStatus.Interrupted)]
    [InlineData("answer", 1, ToolStatus.Ok)]
    public async Task Call_Once_WaitsForAPerson(string decision, int calls, ToolStatus status)
    {
        await using var cut = await Cut.InToolAsync(Effect.Once);
        var (host, session, turn) = await cut.TakeOverAsync();
        await host.ReadUntilAsync(session, "approval.requested");
        Assert.Single(cut.Tool.Calls);
        var approval = host.Data<ApprovalRequested>(session).Single();
        Assert.Equal("in_doubt", approval.Reason);
        var resolved = await host.Directory.ResolveApprovalAsync(
            new ResolveApprovalCommand(TenantId.Default, approval.Approval, decision, "it was sent", "ann"), CancellationToken.None);
        Assert.IsType<ResolveApprovalResult.Resolved>(resolved);
        await host.ReadTurnAsync(session, turn);
        Assert.Equal(calls, cut.Tool.Calls.Count);
        Assert.Equal(status, host.Data<ToolResultCompleted>(session).Single().Status);
    }

    /// <summary>A node that stopped dead inside a tool's first call.</summary>
    private sealed class Cut : IAsyncDisposable
    {
        private TestHost? _next;

        public required TestHost Dead { get; init; }

        public required FakeTool Tool { get; init; }

        public required SessionKey Session { get; init; }

        public required TurnId Turn { get; init; }

        public static async Task<Cut> InToolAsync(Effect effect)
        {
            var inside = new TaskCompletionSource();
            var never = new TaskCompletionSource<ToolResult>();
            var first = true;
            var tool = new FakeTool("send", effect, (_, _) =>
            {
                if (!first) return Task.FromResult(ToolResult.Ok("sent"));
                first = false;
                inside.SetResult();
                return never.Task;
            });
            var dead = new TestHost(Programs.Use("send"), tools: [tool]);
            var session = await dead.CreateAsync(TestHost.Agent("send"));
            var prompt = await dead.PromptAsync(session);
            await inside.Task.WaitAsync(TimeSpan.FromSeconds(30));
            return new Cut { Dead = dead, Tool = tool, Session = session, Turn = prompt.Turn };
        }

        public async Task<(TestHost Host, SessionKey Session, TurnId Turn)> TakeOverAsync()
        {
            _next = new TestHost(Programs.Use("send"), Dead.Journal, Dead.Blobs, [Tool]);
            Assert.IsType<ActivationResult.Active>(await _next.Host.ActivateAsync(Session, ActivationReason.Resume, CancellationToken.None));
            return (_next, Session, Turn);
        }

        public async ValueTask DisposeAsync()
        {
            if (_next is not null) await _next.DisposeAsync();
        }
    }
}
