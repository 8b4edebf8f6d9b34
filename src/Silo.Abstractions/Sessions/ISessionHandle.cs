using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Sessions;

/// <summary>A session that lives on this node. Every call goes into its bounded mailbox.</summary>
/// <remarks>When the actor has ended meanwhile, results say <c>session_moved</c>: activate again.</remarks>
public interface ISessionHandle
{
    /// <summary>The session.</summary>
    SessionKey Session { get; }

    /// <summary>The fence that it holds.</summary>
    long Epoch { get; }

    /// <summary>Completes when the actor has ended, for whatever reason; never faults.</summary>
    Task Ended { get; }

    /// <summary>Gives the session a prompt.</summary>
    Task<PromptResult> PromptAsync(PromptCommand command, CancellationToken cancellationToken);

    /// <summary>Cancels a turn; null for the running one.</summary>
    Task<CancelResult> CancelAsync(TurnId? turn, CancellationToken cancellationToken);

    /// <summary>Decides an approval.</summary>
    Task<ResolveApprovalResult> ResolveApprovalAsync(ResolveApprovalCommand command, CancellationToken cancellationToken);
}
