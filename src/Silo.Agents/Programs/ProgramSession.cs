using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;
using Silo.Abstractions.Turns;

namespace Silo.Agents.Programs;

/// <summary>A session of a program. It holds nothing between turns.</summary>
internal sealed class ProgramSession(Func<ITurnContext, CancellationToken, Task<TurnOutcome>> program) : IAgentSession
{
    public async Task<TurnOutcome> RunTurnAsync(ITurnContext turn, CancellationToken cancellationToken)
    {
        try
        {
            return await program(turn, cancellationToken);
        }
        catch (StepFailedException e)
        {
            return new TurnOutcome(StopReason.Failed, e.Error);
        }
    }

    public Task ParkAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
