using Silo.Abstractions.Access;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Sessions;

namespace Silo.Runtime.Access;

/// <summary>Commands of one caller.</summary>
internal sealed class AuthorizedDirectory(ISessionDirectory inner, CallerAccess access) : ISessionDirectory
{
    private const string Done = "done";

    /// <inheritdoc />
    public Task<CreateSessionResult> CreateAsync(CreateSessionCommand command, CancellationToken cancellationToken) => access.ChangeAsync(
        Operation.SessionCreate,
        target: null,
        () => inner.CreateAsync(command with { Tenant = access.Caller.Tenant }, cancellationToken),
        static result => result switch
        {
            CreateSessionResult.Created created => (Done, created.Row.Key.Session.Value),
            CreateSessionResult.TenantFull => ("tenant_sessions_full", null),
            _ => ("idempotency_key_reused", null),
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<PromptResult> PromptAsync(PromptCommand command, CancellationToken cancellationToken) => access.ChangeAsync(
        Operation.TurnPrompt,
        command.Session.Session.Value,
        () => inner.PromptAsync(command with { Session = access.Own(command.Session) }, cancellationToken),
        static result => (Outcome(result), null),
        cancellationToken);

    /// <inheritdoc />
    public Task<CancelResult> CancelAsync(SessionKey session, TurnId? turn, CancellationToken cancellationToken) => access.ChangeAsync(
        Operation.TurnCancel,
        session.Session.Value,
        () => inner.CancelAsync(access.Own(session), turn, cancellationToken),
        static result => (Outcome(result), null),
        cancellationToken);

    /// <inheritdoc />
    public Task<ResolveApprovalResult> ResolveApprovalAsync(ResolveApprovalCommand command, CancellationToken cancellationToken) => access.ChangeAsync(
        Operation.ApprovalDecide,
        command.Approval.Value,
        () => inner.ResolveApprovalAsync(command with { Tenant = access.Caller.Tenant, By = Signature }, cancellationToken),
        static result => (Outcome(result), null),
        cancellationToken);

    /// <inheritdoc />
    public Task<DeleteResult> DeleteAsync(SessionKey session, CancellationToken cancellationToken) => access.ChangeAsync(
        Operation.SessionDelete,
        session.Session.Value,
        () => inner.DeleteAsync(access.Own(session), cancellationToken),
        static result => (result switch { DeleteResult.Deleted => Done, DeleteResult.NotFound => "session_not_found", _ => "session_unavailable" }, null),
        cancellationToken);

    // Whatever a command says: a decision is signed with who made it.
    private string Signature => access.Caller.Name == access.Caller.Id ? access.Caller.Id : $"{access.Caller.Name} ({access.Caller.Id})";

    private static string Outcome(PromptResult result) => result switch
    {
        PromptResult.Accepted => Done,
        PromptResult.NotFound => "session_not_found",
        PromptResult.KeyReused => "idempotency_key_reused",
        PromptResult.QueueFull => "queue_full",
        PromptResult.CannotInterject => "cannot_interject",
        PromptResult.Unavailable unavailable => unavailable.Code,
        _ => throw new InvalidOperationException($"The audit log has no word for {result}."),
    };

    private static string Outcome(CancelResult result) => result switch
    {
        CancelResult.Cancelling => Done,
        CancelResult.NothingToCancel => "nothing_to_cancel",
        CancelResult.NotFound => "session_not_found",
        CancelResult.Unavailable unavailable => unavailable.Code,
        _ => throw new InvalidOperationException($"The audit log has no word for {result}."),
    };

    private static string Outcome(ResolveApprovalResult result) => result switch
    {
        ResolveApprovalResult.Resolved => Done,
        ResolveApprovalResult.AlreadyResolved => "approval_resolved",
        ResolveApprovalResult.NotAChoice => "decision_not_a_choice",
        ResolveApprovalResult.NotFound => "approval_not_found",
        ResolveApprovalResult.Unavailable unavailable => unavailable.Code,
        _ => throw new InvalidOperationException($"The audit log has no word for {result}."),
    };
}
