using System.Text.Json;
using Silo.Abstractions.Events;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Runtime.Feeds;
using Silo.Runtime.Sessions.Decisions;

namespace Silo.Runtime.Sessions;

/// <summary>Gathers decisions that are committed together.</summary>
internal sealed class CommitDraft(SessionKey key)
{
    // A decision adds at most a few events at a time: well below the journal's bounds.
    private const int EventsEnough = EventLimits.CommitEventsMax / 2;
    private const int BytesEnough = EventLimits.CommitBytesMax / 2;

    private readonly List<StoredEvent> _events = [];
    private readonly List<TurnTicket> _tickets = [];
    private readonly List<ApprovalRow> _approvals = [];
    private readonly List<IdempotencyKey> _keys = [];
    private readonly List<long> _closedSteps = [];
    private int _bytes;

    internal bool IsEmpty => _events.Count == 0;

    internal bool IsEnough => _events.Count >= EventsEnough || _bytes >= BytesEnough;

    internal IReadOnlyList<StoredEvent> Events => _events;

    /// <summary>The steps whose open message ends, or is void, with these events.</summary>
    internal IReadOnlyList<long> ClosedSteps => _closedSteps;

    /// <summary>Adds a decision, whole; or nothing of it, when one of its events cannot be written.</summary>
    /// <returns>Why it was not added; null when it was.</returns>
    internal string? TryAdd(Decision decision)
    {
        var (events, bytes, closed) = (_events.Count, _bytes, _closedSteps.Count);
        try
        {
            foreach (var e in decision.Events)
            {
                var stored = EventCodec.Encode(e);
                _events.Add(stored);
                _bytes += stored.Utf8.Length;
                if (e.Step > 0 && CursorMoves.EndsMessage(stored.Kind)) _closedSteps.Add(e.Step);
            }
        }
        catch (Exception e) when (e is EventTooLargeException or JsonException)
        {
            _events.RemoveRange(events, _events.Count - events);
            _closedSteps.RemoveRange(closed, _closedSteps.Count - closed);
            _bytes = bytes;
            return e.Message;
        }

        _tickets.AddRange(decision.Tickets);
        _approvals.AddRange(decision.Approvals);
        return null;
    }

    internal void Add(IdempotencyKey key) => _keys.Add(key);

    /// <summary>The commits to make, in order: one, unless the events exceed a commit's bounds.</summary>
    internal IEnumerable<Commit> Commits(long epoch, SessionSummary? summary)
    {
        for (var from = 0; from < _events.Count;)
        {
            var (count, bytes) = (0, 0);
            while (from + count < _events.Count && count < EventLimits.CommitEventsMax &&
                   (count == 0 || bytes + _events[from + count].Utf8.Length <= EventLimits.CommitBytesMax))
                bytes += _events[from + count++].Utf8.Length;
            var last = from + count == _events.Count;
            yield return new Commit
            {
                Key = key,
                Epoch = epoch,
                Head = _events[from].Sequence - 1,
                Events = last && from == 0 ? _events : _events.GetRange(from, count),
                // Rows point to events: they are written with the last of them.
                Tickets = last ? Latest(_tickets, t => t.Turn) : [],
                Approvals = last ? Latest(_approvals, a => a.Approval) : [],
                Keys = last ? _keys : [],
                Summary = last ? summary : null,
            };
            from += count;
        }
    }

    private static List<T> Latest<T, TKey>(List<T> rows, Func<T, TKey> keyOf) => rows.Count < 2
        ? rows
        : [.. rows.GroupBy(keyOf).Select(g => g.Last())];
}
