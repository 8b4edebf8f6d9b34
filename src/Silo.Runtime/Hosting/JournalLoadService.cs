using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Silo.Runtime.Sessions;

namespace Silo.Runtime.Hosting;

/// <summary>Says in the log when the journal falls behind, and when it is there again.</summary>
internal sealed partial class JournalLoadService(Intake intake, TimeProvider time, ILogger<JournalLoadService> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = logger;
    private bool _isSlow;

    /// <summary>Looks once.</summary>
    internal void Tick()
    {
        var slow = intake.IsJournalSlow(out var load);
        if (slow == _isSlow) return;
        _isSlow = slow;
        if (slow) LogSlow(load.Silence, load.Calls, load.Bytes, intake.Count);
        else LogBack();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(LookEvery, time);
            while (await timer.WaitForNextTickAsync(stoppingToken)) Tick();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    [LoggerMessage(EventId = 2101, Level = LogLevel.Warning, Message = "The journal has ended nothing for {Silence}; {Calls} calls wait, with {Bytes} bytes. Running turns and {Commands} commands wait with them; new commands are refused.")]
    private partial void LogSlow(TimeSpan silence, int calls, long bytes, int commands);

    [LoggerMessage(EventId = 2102, Level = LogLevel.Information, Message = "The journal writes again; commands are taken.")]
    private partial void LogBack();
}
