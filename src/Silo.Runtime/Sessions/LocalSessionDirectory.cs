using Silo.Abstractions.Agents;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Runtime.Hosting;

namespace Silo.Runtime.Sessions;

/// <summary>Commands on one machine: every session lives here, or can.</summary>
internal sealed class LocalSessionDirectory(ISessionHost host, IJournal journal, RuntimeOptions options, TimeProvider time, IIdSource ids) : ISessionDirectory
{
    private const int TriesMax = 3;

    /// <inheritdoc />
    public async Task<CreateSessionResult> CreateAsync(CreateSessionCommand command, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var row = new SessionRow
        {
            Key = new SessionKey(command.Tenant, ids.NewSession()),
            Agent = command.Agent.Name,
            AgentVersion = command.Agent.Version,
            Title = command.Title,
            Labels = command.Labels,
            CreatedAt = now,
            UpdatedAt = now,
            Retention = (command.Agent.Retention ?? options.Retention) is var retention && retention > TimeSpan.Zero ? retention : null,
            Head = 1,
        };
        var key = command.Key is { } client
            ? new IdempotencyKey(IdempotencyKey.CreateRoute, client.Key, client.BodyHash, row.Key.Session.Value, now + PromptKeys.KeptFor)
            : null;
        return await journal.CreateAsync(row, Created(row, command), key, options.TenantSessionsMax, cancellationToken) switch
        {
            CreateResult.KeyUsed used => await ReplayAsync(command, used.Earlier, cancellationToken),
            CreateResult.TenantFull => new CreateSessionResult.TenantFull(options.TenantSessionsMax),
            _ => new CreateSessionResult.Created(row, Replayed: false),
        };
    }

    /// <inheritdoc />
    public Task<PromptResult> PromptAsync(PromptCommand command, CancellationToken cancellationToken) => WithHandleAsync(
        command.Session,
        handle => handle.PromptAsync(command, cancellationToken),
        // Without a key nobody can tell whether a command that its actor had taken was recorded: only the client may repeat it.
        result => result is PromptResult.Unavailable { Code: SessionMoved.Code } moved && (command.Key is not null || moved.Message == SessionMoved.NotTaken),
        static () => new PromptResult.NotFound(),
        static (code, message) => new PromptResult.Unavailable(code, message),
        cancellationToken);

    /// <inheritdoc />
    public async Task<CancelResult> CancelAsync(SessionKey session, TurnId? turn, CancellationToken cancellationToken) => await WithHandleAsync(
        session,
        handle => handle.CancelAsync(turn, cancellationToken),
        static result => result is CancelResult.Unavailable { Code: SessionMoved.Code },
        static () => new CancelResult.NotFound(),
        static (code, message) => new CancelResult.Unavailable(code, message),
        cancellationToken);

    /// <inheritdoc />
    public async Task<ResolveApprovalResult> ResolveApprovalAsync(ResolveApprovalCommand command, CancellationToken cancellationToken)
    {
        if (await journal.FindApprovalAsync(command.Tenant, command.Approval, cancellationToken) is not { } row) return new ResolveApprovalResult.NotFound();
        if (row.Decision is not null) return new ResolveApprovalResult.AlreadyResolved(row);
        return await WithHandleAsync(
            row.Key,
            handle => handle.ResolveApprovalAsync(command, cancellationToken),
            static result => result is ResolveApprovalResult.Unavailable { Code: SessionMoved.Code },
            static () => new ResolveApprovalResult.NotFound(),
            static (code, message) => new ResolveApprovalResult.Unavailable(code, message),
            cancellationToken);
    }

    /// <inheritdoc />
    public Task<DeleteResult> DeleteAsync(SessionKey session, CancellationToken cancellationToken) => host.DeleteAsync(session, cancellationToken);

    private static StoredEvent Created(SessionRow row, CreateSessionCommand command) => EventCodec.Encode(new SessionEvent
    {
        Key = row.Key,
        Sequence = 1,
        Time = row.CreatedAt,
        Epoch = 0,
        Agent = row.Agent,
        Data = new SessionCreated
        {
            Agent = row.Agent,
            Version = row.AgentVersion,
            Definition = AgentJson.ToElement(command.Agent),
            Title = row.Title,
            Labels = row.Labels.Count == 0 ? null : row.Labels,
        },
    });

    private async Task<CreateSessionResult> ReplayAsync(CreateSessionCommand command, IdempotencyKey earlier, CancellationToken cancellationToken)
    {
        if (!string.Equals(earlier.BodyHash, command.Key!.BodyHash, StringComparison.Ordinal)) return new CreateSessionResult.KeyReused();
        var row = await journal.FindAsync(new SessionKey(command.Tenant, SessionId.Parse(earlier.Result)), cancellationToken);
        // Deleted since: the key still stands for that session, and no second one is made under it.
        return row is null ? new CreateSessionResult.KeyReused() : new CreateSessionResult.Created(row, Replayed: true);
    }

    private async Task<T> WithHandleAsync<T>(
        SessionKey session,
        Func<ISessionHandle, Task<T>> command,
        Func<T, bool> moved,
        Func<T> notFound,
        Func<string, string, T> unavailable,
        CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            switch (await host.ActivateAsync(session, ActivationReason.Demand, cancellationToken))
            {
                case ActivationResult.Active active:
                    var result = await command(active.Handle);
                    if (tries == TriesMax || !moved(result)) return result;
                    await active.Handle.Ended.WaitAsync(cancellationToken);
                    break;
                case ActivationResult.Unavailable refused:
                    return unavailable(refused.Code, refused.Message);
                default:
                    return notFound();
            }
        }
    }
}
