using Silo.Abstractions.Agents;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Tools;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Sessions;

/// <summary>How long a sandbox lives, and what the session is told of it.</summary>
public sealed class SandboxModeTests
{
    private readonly List<ISandbox> _lent = [];
    private readonly List<string> _happened = [];
    private int _made;

    [Fact]
    public async Task Session_HasOneSandboxForAllItsCalls()
    {
        await using var host = NewHost();
        await RunAsync(host, SandboxMode.Session);
        Assert.Single(_lent.Distinct());
        Assert.Equal(["made 1", "call", "call"], _happened);
    }

    [Fact]
    public async Task Call_HasASandboxOfItsOwnThatEndsWithIt()
    {
        await using var host = NewHost();
        await RunAsync(host, SandboxMode.Call);
        Assert.Equal(2, _lent.Distinct().Count());
        Assert.Equal(["made 1", "call", "ended 1", "made 2", "call", "ended 2"], _happened);
    }

    [Theory]
    [InlineData(SandboxMode.Session, "session")]
    [InlineData(SandboxMode.Call, "call")]
    public async Task Sandbox_ThatWasMade_IsRecordedWithWhatItLacks(SandboxMode mode, string name)
    {
        await using var host = NewHost();
        var session = await RunAsync(host, mode);
        var created = Assert.Single(host.Data<SandboxCreated>(session));
        Assert.Equal(("fake", name, "none"), (created.Provider, created.Mode, created.Isolation));
        Assert.Equal(["memory_bytes_max: 1"], created.Degraded);
        var kinds = host.Kinds(session).ToList();
        Assert.InRange(kinds.IndexOf("sandbox.created"), kinds.IndexOf("tool_use.started"), kinds.IndexOf("tool_result.completed"));
    }

    [Fact]
    public async Task Call_WhoseSandboxIsUnlikeTheLast_IsRecordedAgain()
    {
        await using var host = NewHost(degraded: made => [$"memory_bytes_max: {made}"]);
        var session = await RunAsync(host, SandboxMode.Call);
        Assert.Equal(["memory_bytes_max: 1", "memory_bytes_max: 2"], host.Data<SandboxCreated>(session).SelectMany(c => c.Degraded));
    }

    private TestHost NewHost(Func<int, IReadOnlyList<string>>? degraded = null)
    {
        var tool = new FakeTool("boxed", Effect.Workspace, async (call, cancellationToken) =>
        {
            _lent.Add(await call.Resources.SandboxAsync(cancellationToken));
            Assert.Same(_lent[^1], await call.Resources.SandboxAsync(cancellationToken));
            _happened.Add("call");
            return ToolResult.Ok("done");
        });
        var host = new TestHost(
            async (turn, _) =>
            {
                await turn.ToolsAsync([Programs.Call("c1", "boxed")]);
                await turn.ToolsAsync([Programs.Call("c2", "boxed")]);
                return Programs.EndTurn;
            },
            tools: [tool]);
        host.Workspaces.Made = new FakeWorkspace();
        host.Sandboxes.Make = () =>
        {
            var number = ++_made;
            _happened.Add($"made {number}");
            return new StuckSandbox(() =>
            {
                _happened.Add($"ended {number}");
                return ValueTask.CompletedTask;
            })
            {
                Description = new SandboxDescription("none", degraded?.Invoke(number) ?? ["memory_bytes_max: 1"]),
            };
        };
        return host;
    }

    private static async Task<Silo.Abstractions.Identity.SessionKey> RunAsync(TestHost host, SandboxMode mode)
    {
        var session = await host.CreateAsync(TestHost.Agent("boxed") with { Sandbox = new SandboxSettings { Mode = mode } });
        var prompt = await host.PromptAsync(session);
        await host.ReadTurnAsync(session, prompt.Turn);
        return session;
    }
}
