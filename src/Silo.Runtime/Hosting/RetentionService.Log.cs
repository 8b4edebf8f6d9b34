using Microsoft.Extensions.Logging;
using Silo.Abstractions.Identity;

namespace Silo.Runtime.Hosting;

/// <content>What it logs. Event ids are never reused.</content>
internal sealed partial class RetentionService
{
    [LoggerMessage(EventId = 1701, Level = LogLevel.Information, Message = "Session {Session} of agent {Agent} was deleted: idle since {IdleSince:O}, longer than its retention of {Retention}.")]
    private partial void LogDeleted(SessionKey session, string agent, DateTimeOffset idleSince, TimeSpan retention);

    [LoggerMessage(EventId = 1702, Level = LogLevel.Warning, Message = "Sessions whose retention is over could not be listed; the next round tries again.")]
    private partial void LogFailed(Exception e);

    [LoggerMessage(EventId = 1703, Level = LogLevel.Warning, Message = "Session {Session}, whose retention is over, could not be deleted; a later round tries again.")]
    private partial void LogNotDeleted(SessionKey session, Exception e);
}
