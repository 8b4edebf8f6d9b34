using Microsoft.Extensions.Logging;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Sessions;
using Silo.Abstractions.Streams;
using Silo.Abstractions.Workspaces;

namespace Silo.Runtime.Sessions;

/// <summary>Ends a session for good: its sandboxes proved dead, its files known to go, the journal's deletion, then the files.</summary>
internal sealed partial class SessionDeletion(SessionParts parts, SessionActivation activation)
{
    private readonly ILogger _log = parts.Loggers.CreateLogger<SessionDeletion>();

    /// <summary>Deletes a session whose files this host has, and lets go of them.</summary>
    /// <param name="session">The session.</param>
    /// <param name="hold">The hold on its files; it is let go.</param>
    /// <param name="takeover">Hears of the fence that was taken, and of a turn that was stopped by it.</param>
    /// <param name="mayGo">Asked with the row as it stands under our fence.</param>
    /// <param name="cancellationToken">Stops the waiting; what has been deleted stays so.</param>
    internal async Task<DeleteResult> DeleteAsync(
        SessionKey session, IWorkspaceHold hold, Takeover takeover, Func<SessionRow, bool> mayGo, CancellationToken cancellationToken)
    {
        try
        {
            await parts.Sandboxes.ProveDeadAsync(session, cancellationToken);
            // The journal's deletion is final: what would keep the files is to be known before.
            await parts.Workspaces.CheckDeleteAsync(session, cancellationToken);
            if (await parts.Journal.FenceAsync(session, parts.Owner, cancellationToken) is not FenceResult.Taken taken)
                return await DeleteFilesAsync(session) ? DeleteResult.NotFound : DeleteResult.Unavailable;
            takeover.Took(taken.Previous);
            if (taken.Row.Status != SessionStatus.Idle || !mayGo(taken.Row)) takeover.Owe();
            if (!mayGo(taken.Row)) return DeleteResult.Unavailable;
            if (await parts.Journal.DeleteAsync(session, taken.Epoch, cancellationToken) is not AppendResult.Appended) return DeleteResult.Unavailable;
            takeover.Settle();
            var feed = parts.Feeds.Acquire(session);
            feed.Close(new FeedItem.Closed(FeedClosedReason.Deleted));
            parts.Feeds.Release(feed);
            return await DeleteFilesAsync(session) ? DeleteResult.Deleted : DeleteResult.Unavailable;
        }
        catch (Exception e) when (e is JournalException or SandboxException or WorkspaceException or IOException or UnauthorizedAccessException)
        {
            LogDeleteFailed(session, e);
            return DeleteResult.Unavailable;
        }
        finally
        {
            await activation.LetGoAsync(session, hold, Task.CompletedTask);
        }
    }

    /// <summary>Removes the files of a session that the journal does not know any more; whoever asked may be gone.</summary>
    /// <returns>False when something is left: a deletion of the session, sent again, tries again.</returns>
    private async Task<bool> DeleteFilesAsync(SessionKey session)
    {
        try
        {
            await parts.Workspaces.DeleteAsync(session, CancellationToken.None);
            await parts.Blobs.DeleteAllAsync(session, CancellationToken.None);
            return true;
        }
        catch (Exception e) when (e is WorkspaceException or IOException or UnauthorizedAccessException)
        {
            LogFilesLeft(session, e);
            return false;
        }
    }

    [LoggerMessage(EventId = 1201, Level = LogLevel.Warning, Message = "Session {Session} could not be deleted.")]
    private partial void LogDeleteFailed(SessionKey session, Exception e);

    [LoggerMessage(EventId = 1204, Level = LogLevel.Error, Message = "Session {Session} is deleted, but not all of its files; delete it once more when that is mended.")]
    private partial void LogFilesLeft(SessionKey session, Exception e);
}
