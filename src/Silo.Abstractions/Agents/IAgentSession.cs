using Silo.Abstractions.Turns;

namespace Silo.Abstractions.Agents;

/// <summary>A driver's side of one live session. Disposed at deactivation.</summary>
public interface IAgentSession : IAsyncDisposable
{
    /// <summary>Runs one turn to its end as a program on <paramref name="turn"/>.</summary>
    /// <remarks>
    /// After a crash the program runs again from its beginning: every step that has ended returns its recorded result at once.
    /// So between steps it may only use what the context gave it: no clock, no chance, no outside world.
    /// </remarks>
    /// <param name="turn">The turn.</param>
    /// <param name="cancellationToken">Cancelled when the turn is cancelled or the session stops.</param>
    Task<TurnOutcome> RunTurnAsync(ITurnContext turn, CancellationToken cancellationToken);

    /// <summary>Lays down live state between turns. Called only with <see cref="DriverCapabilities.Park"/>.</summary>
    Task ParkAsync(CancellationToken cancellationToken);
}
