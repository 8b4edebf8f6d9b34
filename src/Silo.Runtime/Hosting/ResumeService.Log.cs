using Microsoft.Extensions.Logging;
using Silo.Abstractions.Identity;

namespace Silo.Runtime.Hosting;

/// <content>What it logs. Event ids are never reused.</content>
internal sealed partial class ResumeService
{
    [LoggerMessage(EventId = 1301, Level = LogLevel.Information, Message = "Swept {Sandboxes} sandboxes of an earlier start; resumed {Sessions} sessions.")]
    private partial void LogStarted(int sandboxes, int sessions);

    [LoggerMessage(EventId = 1302, Level = LogLevel.Warning, Message = "Session {Session} was left unfinished and cannot be resumed now: {Code}: {Reason}")]
    private partial void LogNotResumed(SessionKey session, string code, string reason);

    [LoggerMessage(EventId = 1303, Level = LogLevel.Debug, Message = "The resume service stops.")]
    private partial void LogStopped();

    [LoggerMessage(EventId = 1305, Level = LogLevel.Warning, Message = "The unfinished sessions could not be listed; tried again soon.")]
    private partial void LogListFailed(Exception e);

    [LoggerMessage(EventId = 1306, Level = LogLevel.Warning, Message = "What an earlier start left behind could not be swept; each session sweeps its own when it comes to life.")]
    private partial void LogSandboxesNotSwept(Exception e);

    [LoggerMessage(EventId = 1304, Level = LogLevel.Warning, Message = "Expired idempotency keys could not be swept; the next round tries again.")]
    private partial void LogSweepFailed(Exception e);
}
