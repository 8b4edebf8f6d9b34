namespace Silo.Host.Hosting;

internal sealed partial class SandboxReport
{
    [LoggerMessage(EventId = 6011, Level = LogLevel.Information, Message = "Sandboxes by {Provider}: {Detail}; not limited here: {Degraded}")]
    private partial void LogAvailable(string provider, string detail, string degraded);

    [LoggerMessage(EventId = 6012, Level = LogLevel.Warning, Message = "No sandboxes on this host, so tools that need one are refused: {Detail}")]
    private partial void LogUnavailable(string detail);
}
