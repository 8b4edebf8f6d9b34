using Microsoft.Extensions.Logging;

namespace Silo.Runtime.Access;

public sealed partial class AuditTrail
{
    [LoggerMessage(EventId = 1901, Level = LogLevel.Warning, Message = "What became of {Count} audited changes could not be written; it is tried again")]
    private partial void LogEndsWait(Exception exception, int count);

    [LoggerMessage(EventId = 1902, Level = LogLevel.Error, Message = "The host stops, and what became of {Count} audited changes is not in the audit log")]
    private partial void LogEndsLost(Exception exception, int count);

    [LoggerMessage(EventId = 1903, Level = LogLevel.Warning, Message = "Old entries of the audit log could not be removed; it is tried again")]
    private partial void LogSweepFailed(Exception exception);
}
