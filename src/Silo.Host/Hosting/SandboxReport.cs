using Silo.Abstractions.Sandboxes;

namespace Silo.Host.Hosting;

/// <summary>Says at start whether sandboxes can be made here. Without them the host still serves; tools that need one are refused.</summary>
internal sealed partial class SandboxReport(ISandboxProvider sandboxes, ILogger<SandboxReport> logger) : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var support = await sandboxes.CheckAsync(stoppingToken);
            if (support.Available) LogAvailable(sandboxes.Name, support.Detail);
            else LogUnavailable(support.Detail);
            if (support.Degraded.Count > 0) LogDegraded(string.Join("; ", support.Degraded));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops before the answer came; nobody needs it any more.
        }
        catch (Exception exception) when (exception is IOException or SandboxException or UnauthorizedAccessException)
        {
            LogUnavailable(exception.Message);
        }
    }
}
