using Microsoft.Extensions.Logging;
using Silo.Abstractions.Identity;

namespace Silo.Runtime.Sessions;

/// <content>What it logs. Event ids are never reused.</content>
internal sealed partial class SessionActivation
{
    [LoggerMessage(EventId = 1101, Level = LogLevel.Warning, Message = "Session {Session} cannot be activated.")]
    private partial void LogFailed(SessionKey session, Exception e);
}
