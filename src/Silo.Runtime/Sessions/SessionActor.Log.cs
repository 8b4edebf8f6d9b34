using Microsoft.Extensions.Logging;
using Silo.Abstractions.Identity;

namespace Silo.Runtime.Sessions;

/// <content>What an actor logs. Event ids are never reused.</content>
internal sealed partial class SessionActor
{
    [LoggerMessage(EventId = 1001, Level = LogLevel.Warning, Message = "Session {Session}: a commit's outcome is unknown; the actor stops and the journal is read again.")]
    private partial void LogOutcomeUnknown(SessionKey session, Exception e);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Error, Message = "Session {Session}: an invariant did not hold; the actor stops.")]
    private partial void LogBroken(SessionKey session, Exception e);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Information, Message = "Session {Session}: epoch {Epoch} was fenced by {Newer}; the actor stops.")]
    private partial void LogFenced(SessionKey session, long epoch, long newer);

    [LoggerMessage(EventId = 1004, Level = LogLevel.Warning, Message = "Session {Session}: the journal refused a commit: {Reason}")]
    private partial void LogConflict(SessionKey session, string reason);

    [LoggerMessage(EventId = 1005, Level = LogLevel.Error, Message = "Session {Session}: something it started did not end within {Timeout}.")]
    private partial void LogStuck(SessionKey session, TimeSpan timeout);

    [LoggerMessage(EventId = 1006, Level = LogLevel.Warning, Message = "Session {Session}: its sandbox or driver failed to end.")]
    private partial void LogReleaseFailed(SessionKey session, Exception e);

    [LoggerMessage(EventId = 1007, Level = LogLevel.Error, Message = "Session {Session}: the program of turn {Turn} failed.")]
    private partial void LogProgramFailed(SessionKey session, TurnId turn, Exception e);
}
