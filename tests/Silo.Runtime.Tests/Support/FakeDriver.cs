using Silo.Abstractions.Agents;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Turns;

namespace Silo.Runtime.Tests.Support;

/// <summary>A driver whose program is a delegate.</summary>
internal sealed class FakeDriver(Func<ITurnContext, CancellationToken, Task<TurnOutcome>> program) : IAgentDriver, IAgentSession
{
    public string Name => "fake";

    public DriverCapabilities Capabilities { get; set; } = DriverCapabilities.Resume | DriverCapabilities.Interject;

    public IReadOnlyList<string> Validate(AgentDefinition definition) => [];

    public Task<IAgentSession> OpenAsync(SessionKey key, AgentDefinition definition, CancellationToken cancellationToken) => Task.FromResult<IAgentSession>(this);

    public Task<TurnOutcome> RunTurnAsync(ITurnContext turn, CancellationToken cancellationToken) => program(turn, cancellationToken);

    public Task ParkAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
