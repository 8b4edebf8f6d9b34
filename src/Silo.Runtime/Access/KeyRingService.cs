using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Silo.Abstractions.Journal;

namespace Silo.Runtime.Access;

/// <summary>Looks after the keys in use, once a second.</summary>
internal sealed partial class KeyRingService(KeyRing ring, TimeProvider time, ILogger<KeyRingService> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await TickAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ring.TickAsync(cancellationToken);
        }
        catch (JournalException e)
        {
            LogUnanswered(e);
        }
    }

    [LoggerMessage(EventId = 1911, Level = LogLevel.Warning, Message = "The store did not say how the keys in use stand; streams of keys it says nothing about end")]
    private partial void LogUnanswered(Exception exception);
}
