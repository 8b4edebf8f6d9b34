using Microsoft.Extensions.Logging;

namespace Silo.Sandboxes.Spawning;

/// <summary>What sandboxes log. Event ids 4100 to 4199; an id is never used again for something else.</summary>
internal static partial class Log
{
    [LoggerMessage(4100, LogLevel.Information, "Spawner started with pid {Pid}")]
    public static partial void SpawnerStarted(ILogger logger, int pid);

    [LoggerMessage(4101, LogLevel.Warning, "Spawner {Pid} ended with code {Code}; all its sandboxes are dead, the next request starts another")]
    public static partial void SpawnerDied(ILogger logger, int pid, int code);

    [LoggerMessage(4102, LogLevel.Warning, "Spawner: {Line}")]
    public static partial void SpawnerSaid(ILogger logger, string line);

    [LoggerMessage(4104, LogLevel.Information, "Spawner {Pid} serves at {Socket}; {Ended} sandboxes of an earlier start were ended")]
    public static partial void SpawnerFound(ILogger logger, int pid, string socket, int ended);

    [LoggerMessage(4105, LogLevel.Warning, "This host's sandboxes could not be ended at its stop; the spawner does so when it sees that the host is gone: {Reason}")]
    public static partial void NotLeft(ILogger logger, string reason);

    [LoggerMessage(4103, LogLevel.Information, "Ended {Count} sandboxes that an earlier start left behind")]
    public static partial void Swept(ILogger logger, int count);
}
