using Silo.Abstractions.Sandboxes;
using Silo.Storage.SharedDirectories;

namespace Silo.Host.Hosting;

/// <summary>At start: ends what hosts of the shared directory left that died, an earlier start of this one among them, for which the others wait.</summary>
internal sealed partial class SharedDirectoryService(SharedWorkspaceHolds holds, TimeProvider time, ILogger<SharedDirectoryService> logger) : BackgroundService
{
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!await TryAsync(stoppingToken)) await Task.Delay(TryAgainAfter, time, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start does it.
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await holds.EndDeadAsync(cancellationToken);
        }
        catch (Exception e) when (e is SandboxException or IOException)
        {
            LogNotEnded(e);
            return false;
        }
    }

    [LoggerMessage(EventId = 6021, Level = LogLevel.Warning, Message = "What a host of the shared directory left when it died is not ended yet; tried again soon. No host of the directory begins a session before that.")]
    private partial void LogNotEnded(Exception e);
}
