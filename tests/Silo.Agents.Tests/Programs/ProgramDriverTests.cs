using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;
using Silo.Abstractions.Turns;
using Silo.Agents.Programs;
using Silo.Agents.Tests.Scripted;
using Xunit;

namespace Silo.Agents.Tests.Programs;

public sealed class ProgramDriverTests
{
    private static readonly AgentDefinition Agent = new() { Name = "a", Version = "1", Driver = "count" };

    [Fact]
    public async Task Run_AProgram_GetsTheTurnAndEndsIt()
    {
        var driver = new ProgramDriver("count", (turn, _) => Task.FromResult(new TurnOutcome(
            RuleText(turn) == "go" ? StopReason.EndTurn : StopReason.Refusal)));

        Assert.Equal(new TurnOutcome(StopReason.EndTurn), await RunAsync(driver));
        Assert.Equal("count", driver.Name);
        Assert.Equal(DriverCapabilities.Park | DriverCapabilities.Resume, driver.Capabilities);
    }

    [Fact]
    public async Task Run_AFailedStepLetThrough_EndsTheTurnAsFailed()
    {
        var error = new EventError("step_failed", "It broke.");
        var driver = new ProgramDriver("count", (_, _) => throw new StepFailedException(error));

        Assert.Equal(new TurnOutcome(StopReason.Failed, error), await RunAsync(driver));
    }

    [Fact]
    public void Validate_Settings_AreRefusedUnlessTheProgramChecksThem()
    {
        var agent = Agent with { Settings = System.Text.Json.JsonDocument.Parse("{}").RootElement };
        Task<TurnOutcome> Program(ITurnContext turn, CancellationToken token) => throw new NotSupportedException();

        Assert.Equal(["settings: the driver count takes no settings"], new ProgramDriver("count", Program).Validate(agent));
        Assert.Empty(new ProgramDriver("count", Program).Validate(Agent));
        Assert.Empty(new ProgramDriver("count", Program, validate: _ => []).Validate(agent));
    }

    private static string? RuleText(ITurnContext turn) => ((TextBlock)turn.Prompt[0]).Text;

    private static async Task<TurnOutcome> RunAsync(ProgramDriver driver)
    {
        var turn = new FakeTurn(Agent, "go");
        await using var session = await driver.OpenAsync(turn.Session, Agent, TestContext.Current.CancellationToken);
        return await session.RunTurnAsync(turn, TestContext.Current.CancellationToken);
    }
}
