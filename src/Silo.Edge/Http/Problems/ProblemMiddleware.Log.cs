using Microsoft.Extensions.Logging;

namespace Silo.Edge.Http.Problems;

internal sealed partial class ProblemMiddleware
{
    [LoggerMessage(EventId = 5001, Level = LogLevel.Error, Message = "{Method} {Path} failed in a way that nobody expected")]
    private partial void LogUnexpected(Exception exception, string method, string path);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Warning, Message = "{Method} {Path} was answered with {Code}")]
    private partial void LogServerProblem(Exception exception, string method, string path, string code);
}
