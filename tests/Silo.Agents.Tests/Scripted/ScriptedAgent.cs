using System.Text;
using Silo.Abstractions.Agents;
using Silo.Abstractions.Turns;
using Silo.Agents.Definitions;
using Silo.Agents.Scripted;
using Xunit;

namespace Silo.Agents.Tests.Scripted;

/// <summary>Makes scripted agents from YAML and runs their turns.</summary>
internal static class ScriptedAgent
{
    public static AgentDefinition Read(string settings, string more = "tools: [shell, list]")
    {
        var indented = string.Concat(settings.TrimEnd().Split('\n').Select(line => $"  {line}\n"));
        var errors = new SettingErrors("a.yaml");
        var (agent, _) = AgentFileParser.Parse(Encoding.UTF8.GetBytes($"name: a\ndriver: scripted\n{more}\nsettings:\n{indented}"), errors);
        Assert.Empty(errors.All);
        return agent!;
    }

    public static async Task<TurnOutcome> RunAsync(ITurnContext turn, TimeProvider? clock = null)
    {
        var driver = new ScriptedDriver(clock ?? new ManualClock());
        Assert.Empty(driver.Validate(turn.Agent));
        await using var session = await driver.OpenAsync(turn.Session, turn.Agent, TestContext.Current.CancellationToken);
        return await session.RunTurnAsync(turn, TestContext.Current.CancellationToken);
    }

    /// <summary>Runs a turn, moving the clock from timer to timer.</summary>
    public static async Task<TurnOutcome> RunAsync(ITurnContext turn, ManualClock clock)
    {
        var run = RunAsync(turn, (TimeProvider)clock);
        while (!run.IsCompleted && clock.FireNext())
            continue;
        return await run;
    }
}
