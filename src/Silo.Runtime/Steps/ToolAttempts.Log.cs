using Microsoft.Extensions.Logging;
using Silo.Abstractions.Identity;

namespace Silo.Runtime.Steps;

internal sealed partial class ToolAttempts
{
    [LoggerMessage(EventId = 1501, Level = LogLevel.Warning, Message = "Session {Session}: the tool {Tool} did not end {Grace} after its timeout of {Timeout}; the call was given up.")]
    private partial void LogGivenUp(SessionKey session, string tool, TimeSpan timeout, TimeSpan grace);

    [LoggerMessage(EventId = 1502, Level = LogLevel.Warning, Message = "Session {Session}: the sandbox of a call that was given up failed to end.")]
    private partial void LogSandboxLeft(SessionKey session, Exception? e);
}
