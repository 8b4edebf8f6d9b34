using Microsoft.Extensions.Logging;

namespace Silo.Edge.Http.Health;

internal sealed partial class Readiness
{
    [LoggerMessage(EventId = 5011, Level = LogLevel.Warning, Message = "The readiness check {Check} failed")]
    private partial void LogFailed(Exception exception, string check);

    [LoggerMessage(EventId = 5012, Level = LogLevel.Warning, Message = "The readiness check {Check} is not well: {Detail}")]
    private partial void LogUnwell(string check, string detail);
}
