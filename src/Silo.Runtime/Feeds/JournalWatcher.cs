using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Runtime.Sessions;

namespace Silo.Runtime.Feeds;

/// <summary>Where several nodes share a journal: wakes readers of sessions that live or were deleted elsewhere, and stops actors that were fenced there.</summary>
/// <remarks>
/// A hint makes this node ask at once; polling, of those sessions alone that have a reader or an actor here, finds what a hint has missed.
/// A hint is not believed: whoever may connect to the database may send one. Only what the journal answers wakes a reader or stops an actor.
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
                await AskAsync(sessions, cancellationToken);
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

    /// <summary>Asks where a session stands of which there is a hint, if anybody here wants to know.</summary>
    internal async Task HearAsync(SessionHead hint, CancellationToken cancellationToken)
    {
        if (!feeds.Holds(hint.Key)) return;
        await AskAsync([hint.Key], cancellationToken);
    }

    private async Task AskAsync(SessionKey[] sessions, CancellationToken cancellationToken)
    {
        var gone = new HashSet<SessionKey>(sessions);
        foreach (var head in await watch!.HeadsAsync(sessions, cancellationToken))
        {
            gone.Remove(head.Key);
            feeds.Reached(head);
            host.TellFence(head.Key, head.Epoch);
        }

        // Deleted elsewhere: its readers ask the journal, which says so, and an actor that is left here ends.
        foreach (var session in gone)
        {
            feeds.AskAgain(session);
            host.TellFence(session, long.MaxValue);
        }
    }

    private async Task ListenAlwaysAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await foreach (var hint in watch!.ListenAsync(cancellationToken)) await HearAsync(hint, cancellationToken);
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
