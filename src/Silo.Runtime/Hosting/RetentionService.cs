using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Silo.Abstractions.Journal;
using Silo.Runtime.Sessions;

namespace Silo.Runtime.Hosting;

/// <summary>Deletes sessions that have lain idle for longer than their retention, one after the other and a bounded number a minute.</summary>
/// <remarks>Each node deletes those whose fence it took last: their files lie with it. Whether one is due is the journal's clock's to say.</remarks>
internal sealed partial class RetentionService(
    IJournal journal, LocalSessionHost host, Owner owner, TimeProvider time, ILogger<RetentionService> logger) : BackgroundService
{
    /// <summary>Most sessions that one round deletes.</summary>
    internal const int DeletionsMax = 100;

    // More are listed than are deleted, so that some that cannot go now do not keep the others.
    private const int ListedMax = 1000;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly ILogger _log = logger;

    /// <summary>One round.</summary>
    /// <returns>How many sessions were deleted.</returns>
    internal async Task<int> TickAsync(CancellationToken cancellationToken)
    {
        var deleted = 0;
        foreach (var row in await journal.ListExpiredAsync(owner.Node, ListedMax, cancellationToken))
        {
            if (deleted == DeletionsMax) break;
            if (!await TryDeleteAsync(row, cancellationToken)) continue;
            LogDeleted(row.Key, row.Agent, row.UpdatedAt, row.Retention!.Value);
            deleted++;
        }

        return deleted;
    }

    private async Task<bool> TryDeleteAsync(SessionRow row, CancellationToken cancellationToken)
    {
        try
        {
            return await host.DeleteIdleAsync(row, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // One session that cannot go keeps neither the others nor the host.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotDeleted(row.Key, e);
            return false;
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await TryTickAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops: what is due stays due.
        }
    }

    private async Task TryTickAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TickAsync(cancellationToken);
        }
        catch (JournalException e)
        {
            LogFailed(e);
        }
    }
}
