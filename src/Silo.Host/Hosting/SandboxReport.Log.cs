namespace Silo.Host.Hosting;

internal sealed partial class SandboxReport
{
    [LoggerMessage(EventId = 6011, Level = LogLevel.Information, Message = "Sandboxes by {Provider}: {Detail}")]
    private partial void LogAvailable(string provider, string detail);

    [LoggerMessage(EventId = 6013, Level = LogLevel.Warning, Message = "Sandboxes are weaker than they should be here: {Degraded}. See: silo doctor")]
    private partial void LogDegraded(string degraded);

    [LoggerMessage(EventId = 6012, Level = LogLevel.Warning, Message = "No sandboxes on this host, so tools that need one are refused: {Detail}")]
    private partial void LogUnavailable(string detail);
}
