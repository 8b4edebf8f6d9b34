using Microsoft.Extensions.Logging;
using Silo.Abstractions.Identity;

namespace Silo.Runtime.Sessions;

/// <content>What it logs. Event ids are never reused.</content>
internal sealed partial class SessionActivation
{
    [LoggerMessage(EventId = 1101, Level = LogLevel.Warning, Message = "Session {Session} cannot be activated.")]
    private partial void LogFailed(SessionKey session, Exception e);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Information, Message = "Session {Session}: its files are held by another host, such as {Node} at {Address}; the fence asks it to let go.")]
    private partial void LogAsked(SessionKey session, string? node, Uri? address);

    [LoggerMessage(EventId = 1103, Level = LogLevel.Error, Message = "Session {Session}: its sandbox is not proved dead, so its files stay with this process.")]
    private partial void LogNotLetGo(SessionKey session, Exception e);
}
