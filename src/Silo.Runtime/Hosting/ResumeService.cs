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
    private static readonly TimeSpan RetryFirst = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryMost = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan KeySweepEvery = TimeSpan.FromMinutes(10);

    private readonly ILogger _log = logger;

    /// <summary>Resumes every session that this node left with a turn queued or running, again and again until none is refused for a reason that may pass.</summary>
    /// <returns>How many live.</returns>
    internal async Task<int> ResumeAsync(CancellationToken cancellationToken)
    {
        for (var wait = RetryFirst; ; wait = wait * 2 < RetryMost ? wait * 2 : RetryMost)
        {
            var (resumed, refused) = await TryResumeAsync(cancellationToken);
            if (refused == 0) return resumed;
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private async Task<(int Resumed, int Refused)> TryResumeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ResumeOnceAsync(cancellationToken);
        }
        catch (JournalException e)
        {
            LogListFailed(e);
            return (0, 1);
        }
    }

    private async Task<(int Resumed, int Refused)> ResumeOnceAsync(CancellationToken cancellationToken)
    {
        var resumed = 0;
        var refusals = 0;
        SessionKey? after = null;
        while (true)
        {
            var page = await journal.ListUnfinishedAsync(owner.Node, after, PageMax, cancellationToken);
            if (page.Count == 0) return (resumed, refusals);
            await Parallel.ForEachAsync(page, cancellationToken, async (session, token) =>
            {
                if (await host.ActivateAsync(session, ActivationReason.Resume, token) is not ActivationResult.Unavailable refused)
                {
                    Interlocked.Increment(ref resumed);
                    return;
                }

                LogNotResumed(session, refused.Code, refused.Message);
                // What cannot be read today cannot be read tomorrow.
                if (refused.Code is not ("session_unreadable" or "activation_failed" or "host_stopping" or "journal_corrupt")) Interlocked.Increment(ref refusals);
            });
            after = page[^1];
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var swept = await SweepSandboxesAsync(stoppingToken);
            var keys = SweepKeysAlwaysAsync(stoppingToken);
            var resumed = await ResumeAsync(stoppingToken);
            LogStarted(swept, resumed);
            await keys;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopped();
        }
    }

    private async Task<int> SweepSandboxesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await sandboxes.SweepAsync(cancellationToken);
        }
        catch (Exception e) when (e is SandboxException or IOException)
        {
            // Each activation proves its own session's sandboxes dead all the same.
            LogSandboxesNotSwept(e);
            return 0;
        }
    }

    private async Task SweepKeysAlwaysAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(KeySweepEvery, time);
        while (await timer.WaitForNextTickAsync(cancellationToken)) await SweepKeysAsync(cancellationToken);
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
}
