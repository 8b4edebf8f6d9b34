using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Streams;
using Silo.Client.Errors;
using Silo.Client.Streams;

namespace Silo.Client.Transcripts;

/// <summary>Folds a stream to what people read, and proves promise 4 on the way. Pure: no I/O, no clock. Not safe for many threads.</summary>
/// <remarks>
/// Pieces are appended at their offsets; a reset drops the open attempt; a completed message must be what its pieces made, if any came.
/// Keep the transcript together with <see cref="Cursor"/>, and it goes on where it was.
/// </remarks>
public sealed class Transcript
{
    private readonly StreamContinuity _continuity;
    private readonly long _bytesMax;
    private readonly List<StoredEvent> _events = [];
    private readonly List<TranscriptEntry> _entries = [];
    private readonly Dictionary<long, int> _indexes = [];
    private readonly Dictionary<long, OpenStep> _open = [];
    private long _bytes;

    /// <summary>Makes an empty transcript.</summary>
    /// <param name="fromStart">True when the first item is the session's first. False takes any first item, and cannot check what came before it.</param>
    /// <param name="bytesMax">Most bytes of events and open pieces that it holds; default 256 MiB.</param>
    public Transcript(bool fromStart = true, long bytesMax = 256L * 1024 * 1024)
    {
        _continuity = new StreamContinuity(fromStart);
        _bytesMax = bytesMax;
    }

    /// <summary>The recorded events in their exact bytes, in order.</summary>
    public IReadOnlyList<StoredEvent> Events => _events;

    /// <summary>What people read, in order; an open step is brought up to date by each piece.</summary>
    public IReadOnlyList<TranscriptEntry> Entries => _entries.ConvertAll(Current);

    /// <summary>Where to go on after the last item taken; null before the first.</summary>
    public string? Cursor { get; private set; }

    /// <summary>Pieces taken so far, those of dropped attempts included.</summary>
    public long Deltas { get; private set; }

    /// <summary>Whether a message or a tool call is open.</summary>
    public bool HasOpen => _open.Count > 0;

    /// <summary>Takes the next item of a stream.</summary>
    /// <exception cref="StreamGapException">It does not follow on what was taken, or a completed message is not what its pieces made.</exception>
    /// <exception cref="SiloTooLargeException">The transcript would exceed its bound.</exception>
    public void Apply(StreamItem item)
    {
        switch (item)
        {
            case StreamItem.Event e:
                Apply(e.Stored, e.Decoded);
                break;
            case StreamItem.Delta d:
                Apply(d.Piece);
                break;
            default:
                break;
        }

        Cursor = item.Cursor ?? Cursor;
    }

    /// <summary>Takes a recorded event.</summary>
    /// <exception cref="StreamGapException">As for items.</exception>
    /// <exception cref="SiloTooLargeException">As for items.</exception>
    public void Apply(StoredEvent stored, SessionEvent e)
    {
        _continuity.Take(e);
        Grow(stored.Utf8.Length);
        _events.Add(stored);
        switch (e.Data)
        {
            case TurnQueued d:
                _entries.Add(new TranscriptEntry.Prompt(e.Sequence, e.Turn, e.Agent, d.Prompt));
                break;
            case TurnInterjected d:
                _entries.Add(new TranscriptEntry.Prompt(e.Sequence, e.Turn, e.Agent, d.Prompt));
                break;
            case MessageStarted d:
                Begin(e.Sequence, new TranscriptEntry.Message(e.Sequence, e.Turn, e.Agent, d.Attempt, TranscriptState.Open, null, []));
                break;
            case MessageReset d:
                Reset(e.Step);
                Change<TranscriptEntry.Message>(e.Step, m => m with { Attempt = d.Attempt });
                break;
            case MessageCompleted d:
                if (_open.TryGetValue(e.Step, out var open)) CompletionCheck.Verify(e.Step, open, d);
                Drop(e.Step);
                Change<TranscriptEntry.Message>(e.Step, m => m with { State = TranscriptState.Completed, Attempt = d.Attempt, Blocks = d.Blocks });
                break;
            case MessageFailed:
                Drop(e.Step);
                Change<TranscriptEntry.Message>(e.Step, m => m with { State = TranscriptState.Failed });
                break;
            case ToolUseStarted d:
                Begin(e.Sequence, new TranscriptEntry.ToolCall(e.Sequence, e.Turn, e.Agent, d.Attempt, d.Tool, null, string.Empty, null));
                break;
            case ToolUseReset d:
                Reset(e.Step);
                Change<TranscriptEntry.ToolCall>(e.Step, t => t with { Attempt = d.Attempt });
                break;
            case ToolResultCompleted d:
                // The model may read less than was streamed, so there is nothing to compare.
                Drop(e.Step);
                Change<TranscriptEntry.ToolCall>(e.Step, t => t with { Status = d.Status, Content = d.Content });
                break;
            case TurnEnded d:
                _entries.Add(new TranscriptEntry.End(e.Sequence, e.Turn, e.Agent, d));
                break;
            case UnknownData { Name: MessageReset.KindName or ToolUseReset.KindName }:
                Reset(e.Step);
                break;
            case UnknownData { Name: MessageCompleted.KindName or MessageFailed.KindName or ToolResultCompleted.KindName }:
                // A later build wrote it: its end counts, its content cannot be compared.
                Drop(e.Step);
                break;
            default:
                break;
        }
    }

    /// <summary>Takes a piece of an open message or a running tool.</summary>
    /// <exception cref="StreamGapException">As for items.</exception>
    /// <exception cref="SiloTooLargeException">As for items.</exception>
    public void Apply(StreamDelta piece)
    {
        _continuity.Take(piece);
        Grow(piece.Utf8.Length);
        Deltas++;
        if (!_open.TryGetValue(piece.From.Step, out var open)) _open[piece.From.Step] = open = new OpenStep(begun: false);
        open.Append(piece);
    }

    private TranscriptEntry Current(TranscriptEntry entry)
    {
        if (!_open.TryGetValue(entry.Sequence, out var open)) return entry;
        return entry switch
        {
            TranscriptEntry.Message m => m with { Pieces = open.Texts() },
            TranscriptEntry.ToolCall t => t with { Output = string.Concat(open.Texts()) },
            _ => entry,
        };
    }

    private void Begin(long step, TranscriptEntry entry)
    {
        _indexes[step] = _entries.Count;
        _entries.Add(entry);
        _open[step] = new OpenStep(begun: true);
    }

    private void Reset(long step)
    {
        Drop(step);
        _open[step] = new OpenStep(begun: true);
    }

    private void Drop(long step)
    {
        if (_open.Remove(step, out var open)) _bytes -= open.Bytes;
    }

    private void Change<T>(long step, Func<T, T> change)
        where T : TranscriptEntry
    {
        // A reading that began in the middle ends steps whose start it has not seen.
        if (_indexes.TryGetValue(step, out var index) && _entries[index] is T entry) _entries[index] = change(entry);
    }

    private void Grow(int bytes)
    {
        _bytes += bytes;
        if (_bytes > _bytesMax) throw new SiloTooLargeException("The transcript", "bytesMax", _bytesMax);
    }
}
