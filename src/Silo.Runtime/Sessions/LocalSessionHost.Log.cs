using Microsoft.Extensions.Logging;
using Silo.Abstractions.Identity;

namespace Silo.Runtime.Sessions;

/// <content>What it logs. Event ids are never reused.</content>
internal sealed partial class LocalSessionHost
{
    [LoggerMessage(EventId = 1202, Level = LogLevel.Error, Message = "Session {Session}: its activation failed in a way nobody foresaw.")]
    private partial void LogActivationBroken(SessionKey session, Exception e);

    [LoggerMessage(EventId = 1203, Level = LogLevel.Error, Message = "Session {Session} broke {Failures} times in a row and is left alone; the next command to it, or the next start, tries again.")]
    private partial void LogGivenUp(SessionKey session, int failures);
}
