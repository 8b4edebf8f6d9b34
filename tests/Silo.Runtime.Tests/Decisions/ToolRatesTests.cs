using Silo.Abstractions.Agents;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Tools;
using Silo.Runtime.Sessions.Decisions;
using Silo.Runtime.Tests.Support;
using Xunit;

namespace Silo.Runtime.Tests.Decisions;

public sealed class ToolRatesTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Calls_BeyondTheRate_AreRefusedUntilTheSpanHasPassed()
    {
        var scene = Limited(new ToolRate(2, TimeSpan.FromSeconds(10)));
        Assert.Equal(ToolStatus.Ok, Call(scene));
        scene.Now += 4 * Second;
        Assert.Equal(ToolStatus.Ok, Call(scene));
        scene.Now += 5 * Second;
        Assert.Equal(ToolStatus.Refused, Call(scene));
        var refused = scene.Events.Select(e => e.Data).OfType<ToolResultCompleted>().Last();
        Assert.Equal("tool_rate_limited", refused.Error!.Code);
        Assert.True(refused.Error.Retryable);
        Assert.Contains("again in 1 s", refused.Error.Message);
        scene.Now += Second;
        Assert.Equal(ToolStatus.Ok, Call(scene));
        Assert.Equal(ToolStatus.Refused, Call(scene));
    }

    [Fact]
    public void Calls_AskedForAtOnce_CountOneByOne()
    {
        var scene = Limited(new ToolRate(2, TimeSpan.FromMinutes(1)));
        var decision = scene.Do(scene.Tools(0, count: 4));
        Assert.Equal(2, decision.AfterCommit.OfType<SessionEffect.BeginAttempt>().Count());
        Assert.Equal(2, decision.Events.Count(e => e.Data is ToolResultCompleted { Status: ToolStatus.Refused }));
    }

    [Fact]
    public void Restart_DoesNotResetTheRate()
    {
        var scene = Limited(new ToolRate(1, TimeSpan.FromMinutes(1)));
        Assert.Equal(ToolStatus.Ok, Call(scene));
        scene.Restart();
        scene.Do(scene.Tools(0));
        Assert.Equal(ToolStatus.Refused, Call(scene));
    }

    [Fact]
    public void Turns_ShareTheSessionsRate()
    {
        var scene = Limited(new ToolRate(1, TimeSpan.FromMinutes(1)));
        Assert.Equal(ToolStatus.Ok, Call(scene));
        scene.Do(scene.Ended());
        scene.Do(scene.Prompt());
        Assert.Equal(ToolStatus.Refused, Call(scene));
    }

    [Fact]
    public void Pattern_CountsTheCallsOfAllItsToolsTogether()
    {
        var scene = Limited(new ToolRate(1, TimeSpan.FromMinutes(1)), "w*");
        var asked = scene.Tools(0, count: 2);
        scene.Do(asked with { Calls = [asked.Calls[0], asked.Calls[1] with { Tool = "wide" }] });
        Assert.Equal([null, ToolStatus.Refused], scene.Turn.Steps.Select(s => (s.End as StepEnd.Tool)?.Status));
    }

    [Fact]
    public void Memory_OfARate_IsBounded()
    {
        var scene = Limited(new ToolRate(3, TimeSpan.FromMinutes(1)));
        for (var i = 0; i < 200; i++)
        {
            scene.Now += 5 * Second;
            Call(scene);
        }

        Assert.InRange(scene.State.RatedCalls["work"].Count, 1, 4);
    }

    private static Scene Limited(ToolRate rate, string name = "work")
    {
        var scene = new Scene(TestHost.Agent() with { Tools = [new ToolSettings { Name = name, Rate = rate }] });
        scene.Do(scene.Prompt());
        return scene;
    }

    private static ToolStatus Call(Scene scene)
    {
        scene.Do(scene.Tools(scene.Turn.Steps.Count));
        if (scene.Turn.Steps[^1].IsOpen) scene.Do(scene.Worked());
        return ((StepEnd.Tool)scene.Turn.Steps[^1].End!).Status;
    }
}
