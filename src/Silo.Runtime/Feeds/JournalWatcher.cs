using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Silo.Abstractions.Journal;
using Silo.Runtime.Sessions;

namespace Silo.Runtime.Feeds;

/// <summary>Where several nodes share a journal: wakes readers of sessions that live elsewhere, and stops actors that were fenced there.</summary>
/// <remarks>
/// Hints wake at once; polling, of those sessions alone that have a reader or an actor here, finds what a hint has missed. Neither decides
/// anything: the journal is read, and an actor ends because its own commit is refused.
/// </remarks>
internal sealed partial class JournalWatcher(
    IJournalWatch? watch, FeedHub feeds, LocalSessionHost host, TimeProvider time, ILogger<JournalWatcher> logger) : BackgroundService
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ListenAgainAfter = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = logger;

    /// <summary>Asks once where the sessions of this node stand.</summary>
    internal async Task TickAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var sessions in feeds.Sessions().Chunk(IJournalWatch.HeadsMax))
                foreach (var head in await watch!.HeadsAsync(sessions, cancellationToken)) Take(head);
        }
        catch (JournalException e)
        {
            LogPollFailed(e);
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (watch is null) return;
        try
        {
            await Task.WhenAll(ListenAlwaysAsync(stoppingToken), PollAlwaysAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private void Take(SessionHead head)
    {
        feeds.Hint(head);
        host.TellFence(head.Key, head.Epoch);
    }

    private async Task ListenAlwaysAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await foreach (var head in watch!.ListenAsync(cancellationToken)) Take(head);
            }
            catch (JournalException e)
            {
                LogDeaf(e);
            }

            await Task.Delay(ListenAgainAfter, time, cancellationToken);
        }
    }

    private async Task PollAlwaysAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(PollEvery, time);
        while (await timer.WaitForNextTickAsync(cancellationToken)) await TickAsync(cancellationToken);
    }
}
