using System.Globalization;
using Silo.Abstractions.Archives;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Journal;
using Silo.Runtime.Sessions.Decisions;

namespace Silo.Runtime.Archives;

/// <summary>Checks a session as it is read, part by part: its events against their checksums and numbers, and its rows against what the events say.</summary>
/// <remarks>
/// Events are folded as at an activation, so what would keep the session from coming to life is found; only the conversation, which grows
/// with the session, is dropped as it goes by. After the first damaged event rows are not compared any more: what they should say is not known.
/// </remarks>
internal sealed class SessionProof
{
    /// <summary>Most findings that are kept of one session.</summary>
    internal const int FindingsMax = 100;

    private readonly SessionRow _row;
    private readonly uint _seed;
    private readonly List<JournalFinding> _findings = [];
    private readonly Dictionary<TurnId, TurnTicket> _tickets = [];
    private readonly Dictionary<ApprovalId, ApprovalRow> _approvals = [];
    private readonly Dictionary<string, long> _blobs = new(StringComparer.Ordinal);
    private SessionState _state;
    private long _head;
    private bool _folds = true;

    internal SessionProof(SessionRow row)
    {
        _row = row;
        _seed = EventChecksum.Seed(row.Key);
        _state = new SessionState { Key = row.Key };
    }

    internal IReadOnlyList<JournalFinding> Findings => _findings;

    /// <summary>The blobs that the events so far refer to: hash and size in bytes.</summary>
    internal IReadOnlyDictionary<string, long> Blobs => _blobs;

    /// <summary>The last sequence so far.</summary>
    internal long Head => _head;

    internal void Add(EventRecord record)
    {
        var stored = record.Event;
        if (stored.Sequence != _head + 1)
        {
            _folds = false;
            if (stored.Sequence <= _head) Find(stored.Sequence, FindingCodes.EventExtra, Text(_head + 1), Text(stored.Sequence));
            else Find(_head + 1, FindingCodes.EventMissing, $"events {_head + 1} to {stored.Sequence - 1}", "nothing");
        }

        _head = Math.Max(_head, stored.Sequence);
        var checksum = EventChecksum.Compute(_seed, stored.Sequence, stored.Kind, stored.Utf8.Span);
        if (checksum != record.Checksum)
        {
            _folds = false;
            Find(stored.Sequence, FindingCodes.EventChecksum, record.Checksum.ToString("x8", CultureInfo.InvariantCulture), checksum.ToString("x8", CultureInfo.InvariantCulture));
            return;
        }

        if (Decode(stored) is not { } e) return;
        foreach (var blob in BlobRefs.Of(e.Data)) _blobs[blob.Sha256] = blob.Size;
        if (_folds) Fold(e);
    }

    internal void Add(TurnTicket ticket)
    {
        if (!_folds) return;
        if (!_tickets.Remove(ticket.Turn, out var expected)) Find(null, FindingCodes.Ticket, $"no ticket of {ticket.Turn}", Text(ticket));
        else if (ticket != expected) Find(expected.QueuedSequence, FindingCodes.Ticket, Text(expected), Text(ticket));
    }

    internal void Add(ApprovalRow approval)
    {
        if (!_folds) return;
        if (!_approvals.Remove(approval.Approval, out var expected)) Find(null, FindingCodes.Approval, $"no approval {approval.Approval}", Text(approval));
        else if (approval != expected) Find(expected.RequestedSequence, FindingCodes.Approval, Text(expected), Text(approval));
    }

    /// <summary>Says that all has been added.</summary>
    internal void Finish()
    {
        if (_head < _row.Head) Find(_head + 1, FindingCodes.EventMissing, $"events {_head + 1} to {_row.Head}", "nothing");
        if (_head > _row.Head) Find(_row.Head + 1, FindingCodes.EventExtra, $"no event after {_row.Head}", $"events to {_head}");
        if (!_folds || _head != _row.Head) return;
        foreach (var missing in _tickets.Values) Find(missing.QueuedSequence, FindingCodes.Ticket, Text(missing), "none");
        foreach (var missing in _approvals.Values) Find(missing.RequestedSequence, FindingCodes.Approval, Text(missing), "none");
        if (_state.Definition is null) Find(1, FindingCodes.EventImpossible, SessionCreated.KindName, "another kind");
        else if (_state.Status != _row.Status) Find(null, FindingCodes.SessionRow, $"status {_state.Status}", $"status {_row.Status}");
    }

    /// <summary>Adds what was found beside the events and rows.</summary>
    internal void Find(long? sequence, string code, string expected, string found)
    {
        if (_findings.Count < FindingsMax - 1) _findings.Add(new JournalFinding(_row.Key, sequence, code, expected, found));
        else if (_findings.Count == FindingsMax - 1) _findings.Add(new JournalFinding(_row.Key, null, FindingCodes.More, "no damage", "more than is listed"));
    }

    private SessionEvent? Decode(StoredEvent stored)
    {
        try
        {
            var e = EventCodec.Decode(stored);
            if (e.Key == _row.Key && e.Sequence == stored.Sequence && string.Equals(e.Data.Kind, stored.Kind, StringComparison.Ordinal)) return e;
            Find(stored.Sequence, FindingCodes.EventUnreadable, $"{stored.Kind} {stored.Sequence} of {_row.Key}", $"{e.Data.Kind} {e.Sequence} of {e.Key}");
        }
        catch (InvalidDataException e)
        {
            Find(stored.Sequence, FindingCodes.EventUnreadable, "an event", e.Message);
        }

        _folds = false;
        return null;
    }

    private void Fold(SessionEvent e)
    {
        try
        {
            if (e.Epoch > _row.Epoch) throw new InvalidDataException($"its epoch {e.Epoch} is above the session's, {_row.Epoch}");
            _state = SessionFold.Apply(_state, e) with { Transcript = [] };
            FoldRows(e);
        }
#pragma warning disable CA1031 // Whatever an activation would trip over is what is looked for here.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            _folds = false;
            Find(e.Sequence, FindingCodes.EventImpossible, "an event that follows from those before it", $"{e.Data.Kind}: {problem.Message}");
        }
    }

    private void FoldRows(SessionEvent e)
    {
        switch (e.Data)
        {
            case SessionCreated created:
                CheckRow(e, created);
                break;
            case TurnQueued:
                _tickets.Add(e.Turn!.Value, Tickets.Queued(_row.Key, _state.Queue[^1]));
                break;
            case TurnStarted:
                _tickets[e.Turn!.Value] = Tickets.Running(_row.Key, _state.Running!.Queued);
                break;
            case TurnEnded ended:
                _tickets[e.Turn!.Value] = _tickets[e.Turn.Value] with { State = TurnState.Ended, StopReason = ended.StopReason, EndedSequence = e.Sequence, EndedAt = e.Time };
                break;
            case ApprovalRequested asked when _state.Running?.Approvals.GetValueOrDefault(asked.Approval) is { } row:
                _approvals.Add(asked.Approval, row);
                break;
            case ApprovalResolved resolved:
                _approvals[resolved.Approval] = _approvals[resolved.Approval] with
                {
                    Decision = resolved.Decision,
                    Answer = resolved.Answer,
                    DecidedBy = resolved.By,
                    DecidedAt = e.Time,
                };
                break;
        }
    }

    private void CheckRow(SessionEvent e, SessionCreated created)
    {
        Compare("agent", created.Agent, _row.Agent);
        Compare("agent version", created.Version, _row.AgentVersion);
        Compare("title", created.Title, _row.Title);
        if (e.Time != _row.CreatedAt) Find(null, FindingCodes.SessionRow, $"created at {e.Time:O}", $"{_row.CreatedAt:O}");
        var labels = created.Labels ?? new Dictionary<string, string>();
        if (labels.Count != _row.Labels.Count || labels.Any(l => !_row.Labels.TryGetValue(l.Key, out var value) || !string.Equals(value, l.Value, StringComparison.Ordinal)))
            Find(null, FindingCodes.SessionRow, $"the {labels.Count} labels of session.created", $"{_row.Labels.Count} labels that differ");
    }

    private void Compare(string what, string? expected, string? found)
    {
        if (!string.Equals(expected, found, StringComparison.Ordinal)) Find(null, FindingCodes.SessionRow, $"{what} '{expected}'", $"'{found}'");
    }

    private static string Text(long sequence) => sequence.ToString(CultureInfo.InvariantCulture);

    private static string Text(TurnTicket t) =>
        $"{t.Turn} {t.State}, queued at {t.QueuedAt:O} by {t.QueuedSequence}" + (t.EndedSequence is { } end ? $", ended {t.StopReason} at {t.EndedAt:O} by {end}" : string.Empty);

    private static string Text(ApprovalRow a) => $"{a.Approval} of {a.Turn} asked at {a.RequestedAt:O} by {a.RequestedSequence}, {a.Decision ?? "open"}";
}
