using Microsoft.Extensions.Logging;

namespace Silo.Runtime.Feeds;

/// <content>What it logs. Event ids are never reused.</content>
internal sealed partial class JournalWatcher
{
    [LoggerMessage(EventId = 1601, Level = LogLevel.Warning, Message = "Hints of other nodes' commits do not come; polling finds them meanwhile.")]
    private partial void LogDeaf(Exception e);

    [LoggerMessage(EventId = 1602, Level = LogLevel.Warning, Message = "The journal could not be asked where sessions stand; tried again soon.")]
    private partial void LogPollFailed(Exception e);
}
