using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Abstractions.Sandboxes;
using Silo.Abstractions.Sessions;

namespace Silo.Runtime.Hosting;

/// <summary>At start: sweeps what the last start left behind, then goes on with the turns that it left.</summary>
internal sealed partial class ResumeService(
    IJournal journal, ISandboxProvider sandboxes, ISessionHost host, Owner owner, TimeProvider time, ILogger<ResumeService> logger) : BackgroundService
{
    private const int PageMax = 200;
    private const int KeysMax = 1000;
    private static readonly TimeSpan KeySweepEvery = TimeSpan.FromMinutes(10);

    private readonly ILogger _log = logger;

    /// <summary>Resumes every session that this node left with a turn queued or running.</summary>
    /// <returns>How many.</returns>
    internal async Task<int> ResumeAsync(CancellationToken cancellationToken)
    {
        var resumed = 0;
        SessionKey? after = null;
        while (true)
        {
            var page = await journal.ListUnfinishedAsync(owner.Node, after, PageMax, cancellationToken);
            if (page.Count == 0) return resumed;
            await Parallel.ForEachAsync(page, cancellationToken, async (session, token) =>
            {
                if (await host.ActivateAsync(session, ActivationReason.Resume, token) is ActivationResult.Unavailable refused)
                    LogNotResumed(session, refused.Code, refused.Message);
                else
                    Interlocked.Increment(ref resumed);
            });
            after = page[^1];
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var swept = await sandboxes.SweepAsync(stoppingToken);
            var resumed = await ResumeAsync(stoppingToken);
            LogStarted(swept, resumed);
            using var timer = new PeriodicTimer(KeySweepEvery, time);
            while (await timer.WaitForNextTickAsync(stoppingToken)) await SweepKeysAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopped();
        }
    }

    private async Task SweepKeysAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await journal.SweepKeysAsync(time.GetUtcNow(), KeysMax, cancellationToken) == KeysMax)
            {
            }
        }
        catch (JournalException e)
        {
            LogSweepFailed(e);
        }
    }

    [LoggerMessage(EventId = 1301, Level = LogLevel.Information, Message = "Swept {Sandboxes} sandboxes of an earlier start; resumed {Sessions} sessions.")]
    private partial void LogStarted(int sandboxes, int sessions);

    [LoggerMessage(EventId = 1302, Level = LogLevel.Warning, Message = "Session {Session} was left unfinished and cannot be resumed now: {Code}: {Reason} The next command to it tries again.")]
    private partial void LogNotResumed(SessionKey session, string code, string reason);

    [LoggerMessage(EventId = 1303, Level = LogLevel.Debug, Message = "The resume service stops.")]
    private partial void LogStopped();

    [LoggerMessage(EventId = 1304, Level = LogLevel.Warning, Message = "Expired idempotency keys could not be swept; the next round tries again.")]
    private partial void LogSweepFailed(Exception e);
}
