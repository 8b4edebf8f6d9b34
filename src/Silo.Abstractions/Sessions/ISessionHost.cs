using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Sessions;

/// <summary>Holds the live sessions of this node; the same under every engine.</summary>
public interface ISessionHost
{
    /// <summary>Brings a session to life here: its sandboxes proved dead, its fence taken, its turn resumed. One that lives here already is returned.</summary>
    /// <param name="session">The session.</param>
    /// <param name="reason">Why, for its event.</param>
    /// <param name="cancellationToken">Stops waiting; the activation goes on.</param>
    Task<ActivationResult> ActivateAsync(SessionKey session, ActivationReason reason, CancellationToken cancellationToken);

    /// <summary>The handle of a session that lives here; null when it does not.</summary>
    ISessionHandle? Find(SessionKey session);

    /// <summary>Ends a session's actor in good order; its running turn goes on at the next activation. Safe to repeat.</summary>
    Task StopAsync(SessionKey session, DeactivationReason reason, CancellationToken cancellationToken);

    /// <summary>Deletes a session under its fence: its actor, its sandboxes, its events, its files. Safe to repeat.</summary>
    Task<DeleteResult> DeleteAsync(SessionKey session, CancellationToken cancellationToken);
}
