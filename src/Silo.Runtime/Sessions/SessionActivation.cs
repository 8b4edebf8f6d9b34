using Microsoft.Extensions.Logging;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Sessions;
using Silo.Runtime.Sessions.Decisions;

namespace Silo.Runtime.Sessions;

/// <summary>Brings a session to life: its sandboxes proved dead, its fence taken, its events read. In that order.</summary>
internal sealed partial class SessionActivation(SessionParts parts)
{
    private const int PageEventsMax = 1024;

    private readonly ILogger _log = parts.Loggers.CreateLogger<SessionActivation>();

    /// <summary>Makes the session's actor, not yet running; or says why not.</summary>
    internal async Task<(SessionActor? Actor, ActivationResult? Refused)> MakeAsync(SessionKey session, CancellationToken cancellationToken)
    {
        try
        {
            // A process of an earlier activation could still write to the files: it must be gone before anything new is decided.
            await parts.Sandboxes.ProveDeadAsync(session, cancellationToken);
            if (await parts.Journal.FenceAsync(session, parts.Owner, cancellationToken) is not FenceResult.Taken taken)
                return (null, new ActivationResult.NotFound());
            if (await ReadAsync(session, cancellationToken) is not { } state) return (null, new ActivationResult.NotFound());
            return (Make(state with { Epoch = taken.Epoch }, taken.Row.Status), null);
        }
        catch (SandboxException e)
        {
            LogFailed(session, e);
            return (null, new ActivationResult.Unavailable(e.Code, e.Message));
        }
        catch (JournalException e)
        {
            LogFailed(session, e);
            return (null, new ActivationResult.Unavailable(Code(e), e.Message));
        }
        catch (InvalidDataException e)
        {
            LogFailed(session, e);
            return (null, new ActivationResult.Unavailable("session_unreadable", e.Message));
        }
    }

    private SessionActor Make(SessionState state, SessionStatus status)
    {
        var feed = parts.Feeds.Acquire(state.Key);
        SessionActor? actor = null;
        try
        {
            return actor = new SessionActor(parts, state, status, feed);
        }
        finally
        {
            if (actor is null) parts.Feeds.Release(feed);
        }
    }

    private async Task<SessionState?> ReadAsync(SessionKey session, CancellationToken cancellationToken)
    {
        var state = new SessionState { Key = session };
        while (true)
        {
            if (await parts.Journal.ReadAsync(session, state.Head, PageEventsMax, cancellationToken) is not { } page) return null;
            foreach (var stored in page.Events) state = SessionFold.Apply(state, EventCodec.Decode(stored));
            if (state.Head >= page.Head) return state;
        }
    }

    private static string Code(JournalException e) => e switch
    {
        JournalFullException => "journal_full",
        JournalReadOnlyException => "journal_read_only",
        JournalCorruptException => "journal_corrupt",
        JournalBusyException => "journal_busy",
        _ => "journal_unavailable",
    };
}
