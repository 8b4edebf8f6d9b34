using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sessions;
using Silo.Runtime.Sessions.Decisions;

namespace Silo.Runtime.Sessions;

/// <content>What others see of a live session: commands through a bounded mailbox.</content>
internal sealed partial class SessionActor : ISessionHandle
{
    private int _waiting;

    /// <inheritdoc />
    public SessionKey Session => _state.Key;

    /// <inheritdoc />
    public long Epoch => _state.Epoch;

    /// <inheritdoc />
    public Task Ended => _ended.Task;

    /// <inheritdoc />
    public async Task<PromptResult> PromptAsync(PromptCommand command, CancellationToken cancellationToken)
    {
        if (command.Key is { } key &&
            await _parts.Journal.FindKeyAsync(Session.Tenant, IdempotencyKey.PromptRoute(Session.Session), key.Key, cancellationToken) is { } earlier)
            return PromptKeys.Replay(earlier, key);
        var canInterject = _driver?.Capabilities.HasFlag(Abstractions.Agents.DriverCapabilities.Interject) ?? false;
        return await AskAsync<PromptResult>(
            new SessionMessage.PromptReceived(_parts.Ids.NewTurn(), command, canInterject, _parts.Telemetry.CurrentTrace),
            static (code, message) => new PromptResult.Unavailable(code, message),
            cancellationToken);
    }

    /// <inheritdoc />
    public Task<CancelResult> CancelAsync(TurnId? turn, CancellationToken cancellationToken) => AskAsync<CancelResult>(
        new SessionMessage.CancelReceived(turn), static (code, message) => new CancelResult.Unavailable(code, message), cancellationToken);

    /// <inheritdoc />
    public async Task<ResolveApprovalResult> ResolveApprovalAsync(ResolveApprovalCommand command, CancellationToken cancellationToken)
    {
        var result = await AskAsync<ResolveApprovalResult?>(
            new SessionMessage.ApprovalDecided(command.Approval, command.Decision, command.Answer, command.By),
            static (code, message) => new ResolveApprovalResult.Unavailable(code, message),
            cancellationToken);
        if (result is not null) return result;
        return await _parts.Journal.FindApprovalAsync(command.Tenant, command.Approval, cancellationToken) is { Decision: not null } row
            ? new ResolveApprovalResult.AlreadyResolved(row)
            : new ResolveApprovalResult.NotFound();
    }

    /// <summary>Whether the mailbox is closed: commands go to the next activation.</summary>
    internal bool IsEnding => _mailbox.Reader.Completion.IsCompleted || _stopping.IsCancellationRequested;

    /// <summary>Asks the actor to end, and waits until it has.</summary>
    internal async Task StopAsync(DeactivationReason reason)
    {
        Post(new SessionMessage.StopRequested(reason));
        await Ended;
    }

    private async Task<T> AskAsync<T>(SessionMessage message, Func<string, string, T> unavailable, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > _parts.Options.MailboxMax)
        {
            Interlocked.Decrement(ref _waiting);
            return unavailable("mailbox_full", $"{_parts.Options.MailboxMax} commands wait for this session already.");
        }

        var reply = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_mailbox.Writer.TryWrite(new Envelope(message, reply))) return unavailable(SessionMoved.Code, SessionMoved.NotTaken);
        try
        {
            return (T)(await reply.Task.WaitAsync(cancellationToken))!;
        }
        catch (ActorEndedException e)
        {
            return unavailable(SessionMoved.Code, e.WasTaken ? SessionMoved.Message : SessionMoved.NotTaken);
        }
    }
}
