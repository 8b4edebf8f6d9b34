using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Sessions;

/// <summary>Commands to sessions, wherever they live. May activate a session; feeds never do.</summary>
/// <remarks>A result is returned only after what it says is durable (promise 2).</remarks>
public interface ISessionDirectory
{
    /// <summary>Makes a session.</summary>
    Task<CreateSessionResult> CreateAsync(CreateSessionCommand command, CancellationToken cancellationToken);

    /// <summary>Gives a session a prompt.</summary>
    Task<PromptResult> PromptAsync(PromptCommand command, CancellationToken cancellationToken);

    /// <summary>Cancels a turn.</summary>
    /// <param name="session">The session.</param>
    /// <param name="turn">The turn, running or queued; null for the running one.</param>
    /// <param name="cancellationToken">Stops waiting; the cancel may be recorded.</param>
    Task<CancelResult> CancelAsync(SessionKey session, TurnId? turn, CancellationToken cancellationToken);

    /// <summary>Decides an approval; the first decision wins.</summary>
    Task<ResolveApprovalResult> ResolveApprovalAsync(ResolveApprovalCommand command, CancellationToken cancellationToken);

    /// <summary>Deletes a session: ends its turn, its sandboxes, its files and its events.</summary>
    Task<DeleteResult> DeleteAsync(SessionKey session, CancellationToken cancellationToken);
}
