using Silo.Abstractions.Agents;
using Silo.Abstractions.Turns;

namespace Silo.Agents.Scripted;

/// <summary>A session of a scripted agent. It holds nothing between turns.</summary>
internal sealed class ScriptedSession(Script script, TimeProvider clock) : IAgentSession
{
    public Task<TurnOutcome> RunTurnAsync(ITurnContext turn, CancellationToken cancellationToken) => new ScriptedTurn(script, turn, clock).RunAsync();

    public Task ParkAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
