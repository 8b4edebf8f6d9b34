using Microsoft.Extensions.Logging;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Workspaces;
using Silo.Runtime.Sessions.Decisions;
using Silo.Runtime.Workspaces;

namespace Silo.Runtime.Sessions;

/// <summary>Brings a session to life: its files held, its sandboxes proved dead, its fence taken, its events read. In that order.</summary>
internal sealed partial class SessionActivation(SessionParts parts)
{
    /// <summary>Why a session cannot live here yet: another host has its files.</summary>
    internal const string WorkspaceHeld = "workspace_held";

    private const int PageEventsMax = 1024;
    private const int TriesPerQuestion = 12;
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromMilliseconds(20);

    private readonly ILogger _log = parts.Loggers.CreateLogger<SessionActivation>();

    /// <summary>How long another host may take to let go: to hear of the fence, to end what runs, and to end the sandbox.</summary>
    private TimeSpan LetGoMax => (2 * parts.Options.StopTimeout) + TimeSpan.FromSeconds(2);

    /// <summary>Takes hold of the session's files; or says why not.</summary>
    /// <remarks>
    /// Another host that has them is asked by the fence itself: it hears of it, ends what it runs, and lets go. Until then nothing is read
    /// and nothing decided here, so that two writers to one workspace cannot overlap.
    /// </remarks>
    internal Task<(IWorkspaceHold? Hold, ActivationResult? Refused)> HoldAsync(SessionKey session, Takeover takeover, CancellationToken cancellationToken) =>
        GuardAsync(session, async () =>
        {
            if (await parts.Holds.TryTakeAsync(session, cancellationToken) is { } free) return (free, null);
            var began = parts.Time.GetTimestamp();
            for (var tries = 0; parts.Time.GetElapsedTime(began) < LetGoMax; tries++)
            {
                // Asked before, the other host may have let go and taken it back for a command of its own: then it is to be asked again.
                if (tries % TriesPerQuestion == 0 && !await AskAsync(session, takeover, cancellationToken)) return (null, new ActivationResult.NotFound());
                await Task.Delay(TryAgainAfter, parts.Time, cancellationToken);
                if (await parts.Holds.TryTakeAsync(session, cancellationToken) is { } hold) return (hold, null);
            }

            return ((IWorkspaceHold?)null, (ActivationResult?)new ActivationResult.Unavailable(
                WorkspaceHeld, NotHeld()));
        });

    /// <summary>Takes hold of the session's files if nobody has them; asks nobody.</summary>
    internal async Task<IWorkspaceHold?> TryHoldAsync(SessionKey session, CancellationToken cancellationToken) =>
        (await GuardAsync<IWorkspaceHold>(session, async () => (await parts.Holds.TryTakeAsync(session, cancellationToken), null))).Made;

    /// <summary>Lets go of a session's files once nothing of this host can write to them any more; else they stay with this process.</summary>
    /// <param name="session">The session.</param>
    /// <param name="hold">Its hold.</param>
    /// <param name="laggards">What the actor started in this process and that has not ended.</param>
    internal async Task LetGoAsync(SessionKey session, IWorkspaceHold hold, Task laggards)
    {
        // Nobody else could want them; the next activation here proves what it needs.
        if (hold == OwnWorkspaces.Instance) return;
        try
        {
            await laggards.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await hold.LetGoAsync(() => parts.Sandboxes.ProveDeadAsync(session, CancellationToken.None));
        }
        catch (Exception e) when (e is SandboxException or IOException or UnauthorizedAccessException)
        {
            LogNotLetGo(session, e);
        }
    }

    /// <summary>Makes the session's actor, not yet running; or says why not.</summary>
    internal Task<(SessionActor? Actor, ActivationResult? Refused)> MakeAsync(SessionKey session, Takeover takeover, CancellationToken cancellationToken) =>
        GuardAsync(session, async () =>
        {
            // A process of an earlier activation could still write to the files: it must be gone before anything new is decided.
            await parts.Sandboxes.ProveDeadAsync(session, cancellationToken);
            if (await parts.Journal.FenceAsync(session, parts.Owner, cancellationToken) is not FenceResult.Taken taken)
                return (null, new ActivationResult.NotFound());
            takeover.Took(taken.Previous);
            if (await ReadAsync(session, cancellationToken) is not { } state) return (null, new ActivationResult.NotFound());
            return ((SessionActor?)Make(state with { Epoch = taken.Epoch }, taken.Row.Status), (ActivationResult?)null);
        });

    private string NotHeld() => parts.Holds.Unended is { } mark
        ? $"What a host left that went away is not ended: '{mark}' names the directory of its sandboxes. No session is begun before that. Start that host again, or see the log of the one that is ending it; then send the request again."
        : $"The session's files were not let go within {LetGoMax.TotalSeconds:0} s by the host of this machine that has them. This host goes on trying where it took the session; send the request again.";

    /// <summary>Takes the fence unless it is ours already, of which whoever has the session hears.</summary>
    /// <returns>False when there is no such session.</returns>
    private async Task<bool> AskAsync(SessionKey session, Takeover takeover, CancellationToken cancellationToken)
    {
        if (await parts.Journal.FindAsync(session, cancellationToken) is not { } row) return false;
        if (row.Owner?.Start == parts.Owner.Start) return true;
        LogAsked(session, row.Owner?.Node, row.Owner?.Address);
        // Also when nobody can say whether it succeeded: whoever goes on asks the journal whose it is.
        takeover.Took(row.Owner);
        return await parts.Journal.FenceAsync(session, parts.Owner, cancellationToken) is FenceResult.Taken;
    }

    private async Task<(T? Made, ActivationResult? Refused)> GuardAsync<T>(SessionKey session, Func<Task<(T?, ActivationResult?)>> make)
        where T : class
    {
        try
        {
            return await make();
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogFailed(session, e);
            return (null, new ActivationResult.Unavailable("storage_unavailable", "The directory of workspaces cannot be used. The server's log says why."));
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
