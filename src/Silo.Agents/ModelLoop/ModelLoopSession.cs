using Silo.Abstractions.Agents;
using Silo.Abstractions.Turns;

namespace Silo.Agents.ModelLoop;

/// <summary>The loop's side of one session. It holds no state of its own: the conversation is the runtime's.</summary>
internal sealed class ModelLoopSession(ModelSettings model, MessageProducer producer) : IAgentSession
{
    public Task<TurnOutcome> RunTurnAsync(ITurnContext turn, CancellationToken cancellationToken) =>
        ModelLoopProgram.RunAsync(turn, new MessageRequest(model.Provider, model.Name), producer);

    public Task ParkAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
