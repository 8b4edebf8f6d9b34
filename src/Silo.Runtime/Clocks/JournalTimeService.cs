using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Silo.Abstractions.Journal;

namespace Silo.Runtime.Clocks;

/// <summary>Reads the journal's clock again every minute, where the node follows one.</summary>
internal sealed partial class JournalTimeService(TimeProvider time, ILogger<JournalTimeService> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = logger;

    /// <summary>One reading.</summary>
    internal async Task TickAsync(JournalTime followed, CancellationToken cancellationToken)
    {
        try
        {
            var off = await followed.SyncAsync(cancellationToken);
            if (off.Duration() > Noticeable) LogMoved(off);
        }
        catch (JournalException e)
        {
            LogFailed(e);
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (time is not JournalTime followed) return;
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await TickAsync(followed, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    [LoggerMessage(EventId = 1801, Level = LogLevel.Warning, Message = "The journal's clock moved by {Off} against this machine's; sessions go on by the journal's.")]
    private partial void LogMoved(TimeSpan off);

    [LoggerMessage(EventId = 1802, Level = LogLevel.Warning, Message = "The journal's clock could not be read; the time goes on from the last reading.")]
    private partial void LogFailed(Exception e);
}
