using Silo.Abstractions.Agents;
using Silo.Abstractions.Diagnostics;
using Silo.Abstractions.Events;
using Silo.Abstractions.Tools;
using Silo.Agents.Definitions;
using Silo.Agents.Scripted;
using Silo.Agents.Tests.Definitions;
using Silo.Agents.Tools;
using Xunit;

namespace Silo.Agents.Tests.Scripted;

public sealed class DemoAgentTests
{
    private const int Calls = 6;

    [Fact]
    public async Task Demo_ItsTest_FailsBeforeAndPassesAfter()
    {
        await using var project = await DemoProject.CreateAsync();
        var clock = new ManualClock();
        var turn = new FakeTurn(await AgentAsync(), "Make the test pass.") { Tool = project.Run };

        Assert.Equal(ToolStatus.Error, project.Test().Status);
        var outcome = await ScriptedAgent.RunAsync(turn, clock);

        Assert.Equal(StopReason.EndTurn, outcome.StopReason);
        Assert.Equal(["list", "read_file", "read_file", "shell", "edit_file", "shell"], turn.Calls.Select(call => call.Tool));
        var (status, text) = project.Test();
        Assert.Equal((ToolStatus.Ok, "all 3 tests passed"), (status, text.TrimEnd().Split('\n')[^1]));
        Assert.Contains("all\n3 tests pass", Assert.IsType<TextBlock>(turn.Messages[^1].Blocks[^1]).Text);
    }

    [Fact]
    public async Task Demo_AtItsOwnPace_TakesTwentyToThirtySeconds()
    {
        await using var project = await DemoProject.CreateAsync();
        var clock = new ManualClock();

        await ScriptedAgent.RunAsync(new FakeTurn(await AgentAsync(), "Make the test pass.") { Tool = project.Run }, clock);

        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Demo_AnyToolInterrupted_StillMendsTheFile(bool ran)
    {
        for (var interrupted = 1; interrupted <= Calls; interrupted++)
        {
            await using var project = await DemoProject.CreateAsync();
            var calls = 0;
            var turn = new FakeTurn(await AgentAsync(), "Make the test pass.")
            {
                Tool = call =>
                {
                    // What only reads is never reported as interrupted: it runs again.
                    if (++calls != interrupted || call.Tool is "list" or "read_file")
                        return project.Run(call);
                    if (ran)
                        project.Run(call);
                    return (ToolStatus.Interrupted, "interrupted, may have partly run");
                },
            };

            await ScriptedAgent.RunAsync(turn, new ManualClock());

            Assert.Equal(ToolStatus.Ok, project.Test().Status);
            Assert.Contains("all\n3 tests pass", Assert.IsType<TextBlock>(turn.Messages[^1].Blocks[^1]).Text);
        }
    }

    [Fact]
    public async Task Demo_AskedASecondTime_FindsNothingToDo()
    {
        await using var project = await DemoProject.CreateAsync();
        await ScriptedAgent.RunAsync(new FakeTurn(await AgentAsync(), "Make the test pass.") { Tool = project.Run }, new ManualClock());
        var second = new FakeTurn(await AgentAsync(), "And now?") { Tool = project.Run };

        await ScriptedAgent.RunAsync(second, new ManualClock());

        Assert.DoesNotContain(second.Calls, call => call.Tool == "edit_file");
        Assert.StartsWith("All 3 tests pass already", Assert.IsType<TextBlock>(second.Messages[^1].Blocks[^1]).Text);
    }

    [Fact]
    public async Task Demo_SandboxRefused_SaysWhyAndEnds()
    {
        var turn = new FakeTurn(await AgentAsync(), "Make the test pass.")
        {
            Tool = call => call.Tool == "shell" ? (ToolStatus.Refused, "install bubblewrap") : (ToolStatus.Ok, "x"),
        };

        await ScriptedAgent.RunAsync(turn, new ManualClock());

        Assert.Equal("I cannot go on: install bubblewrap\n", Assert.IsType<TextBlock>(turn.Messages[^1].Blocks[^1]).Text);
    }

    private static async Task<AgentDefinition> AgentAsync()
    {
        var catalog = await YamlAgentCatalog.LoadAsync(
            Repository.Path("agents"),
            [new FakeDriver("model"), new ScriptedDriver(new ManualClock())],
            new BuiltInTools(NoProbe.Instance, TimeProvider.System),
            TestContext.Current.CancellationToken);
        return catalog.Find("demo")!;
    }
}
