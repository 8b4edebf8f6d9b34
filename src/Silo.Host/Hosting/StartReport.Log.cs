namespace Silo.Host.Hosting;

internal sealed partial class StartReport
{
    [LoggerMessage(EventId = 6001, Level = LogLevel.Information, Message = "Silo listens on {Address}")]
    private partial void LogListening(string address);

    [LoggerMessage(EventId = 6002, Level = LogLevel.Warning, Message = "Silo runs as root. It needs no such rights: start it as an ordinary user (eng/setup.sh makes one)")]
    private partial void LogPrivileged();
}
