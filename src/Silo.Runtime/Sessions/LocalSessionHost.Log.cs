using Microsoft.Extensions.Logging;
using Silo.Abstractions.Identity;

namespace Silo.Runtime.Sessions;

/// <content>What it logs. Event ids are never reused.</content>
internal sealed partial class LocalSessionHost
{
    [LoggerMessage(EventId = 1201, Level = LogLevel.Warning, Message = "Session {Session} could not be deleted.")]
    private partial void LogDeleteFailed(SessionKey session, Exception e);

    [LoggerMessage(EventId = 1202, Level = LogLevel.Error, Message = "Session {Session}: its activation failed in a way nobody foresaw.")]
    private partial void LogActivationBroken(SessionKey session, Exception e);

    [LoggerMessage(EventId = 1203, Level = LogLevel.Error, Message = "Session {Session} broke {Failures} times in a row and is left alone; the next command to it, or the next start, tries again.")]
    private partial void LogGivenUp(SessionKey session, int failures);

    [LoggerMessage(EventId = 1204, Level = LogLevel.Error, Message = "Session {Session} is deleted, but not all of its files; delete it once more when that is mended.")]
    private partial void LogFilesLeft(SessionKey session, Exception e);

    [LoggerMessage(EventId = 1205, Level = LogLevel.Warning, Message = "The files of {Sessions} sessions are let go with the process: what they began does not end.")]
    private partial void LogLaggards(int sessions);
}
