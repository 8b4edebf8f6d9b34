using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Streams;

namespace Silo.Client.Streams;

/// <summary>Checks promise 4 item by item: sequences without gap or repeat, pieces that join, attempts that are never spliced.</summary>
/// <remarks>Knows positions only: its size is bounded by the steps that are open at once.</remarks>
internal sealed class StreamContinuity(bool fromStart)
{
    private readonly Dictionary<long, Attempt> _open = [];
    private long? _sequence = fromStart ? 0 : null;
    private long? _first = fromStart ? 1 : null;

    /// <summary>Takes an event.</summary>
    /// <exception cref="StreamGapException">It does not follow.</exception>
    internal void Take(SessionEvent e)
    {
        if (_sequence is { } last && e.Sequence != last + 1)
            throw new StreamGapException(e.Sequence <= last ? $"event {e.Sequence} came again after {last}." : $"event {e.Sequence} came after {last}.");
        _sequence = e.Sequence;
        _first ??= e.Sequence;
        switch (e.Data.Kind)
        {
            case MessageStarted.KindName or ToolUseStarted.KindName or StepStarted.KindName:
                _open[e.Sequence] = new Attempt(e.Epoch, Number(e.Data));
                break;
            case MessageReset.KindName or ToolUseReset.KindName or StepReset.KindName:
                _open[e.Step] = new Attempt(e.Epoch, Number(e.Data));
                break;
            case MessageCompleted.KindName or MessageFailed.KindName or ToolResultCompleted.KindName or StepCompleted.KindName or StepFailed.KindName:
                _open.Remove(e.Step);
                break;
            case TurnEnded.KindName:
                // A session runs one turn at a time: nothing of it is open after its end.
                _open.Clear();
                break;
            default:
                break;
        }
    }

    /// <summary>Takes a piece.</summary>
    /// <exception cref="StreamGapException">It does not join.</exception>
    internal void Take(StreamDelta piece)
    {
        var from = piece.From;
        if (!_open.TryGetValue(from.Step, out var attempt))
        {
            // A reading that began in the middle may find steps open that started before it.
            if (from.Step >= _first) throw new StreamGapException($"a piece of step {from.Step} came, but no such step is open.");
            attempt = new Attempt(from.Epoch, from.Attempt) { Block = from.Block, Offset = from.Offset };
            _open[from.Step] = attempt;
        }

        if (attempt.Number is null) _open[from.Step] = attempt = new Attempt(from.Epoch, from.Attempt);
        if (attempt.Epoch != from.Epoch || attempt.Number != from.Attempt)
        {
            throw new StreamGapException(
                $"a piece of step {from.Step}, epoch {from.Epoch}, attempt {from.Attempt} came into epoch {attempt.Epoch}, attempt {attempt.Number}.");
        }

        // A later block may come before the rest of an earlier one is known to be there: the rest of a tool's input is not sent to a reader
        // that comes back. Text and thoughts that were passed over are found when the message completes.
        var joins = from.Block == attempt.Block ? from.Offset == attempt.Offset : from.Block > attempt.Block && from.Offset == 0;
        if (!joins)
        {
            var repeat = from.Block < attempt.Block || (from.Block == attempt.Block && from.Offset < attempt.Offset);
            throw new StreamGapException(
                $"step {from.Step} was read to block {attempt.Block}, offset {attempt.Offset}; a piece {(repeat ? "again from" : "from")} block {from.Block}, offset {from.Offset} came.");
        }

        if (from.Block == attempt.Block && attempt.Kind is { } kind && kind != piece.Kind)
            throw new StreamGapException($"step {from.Step}, block {from.Block} is {kind}; a piece of {piece.Kind} came.");
        attempt.Block = from.Block;
        attempt.Offset = piece.To.Offset;
        attempt.Kind = piece.Kind;
    }

    // Null where the first piece says it: a call that waited for its approval, an event whose data a later build wrote.
    private static int? Number(EventData data) => data switch
    {
        MessageStarted d => d.Attempt,
        MessageReset d => d.Attempt,
        ToolUseStarted d => d.Attempt == 0 ? null : d.Attempt,
        ToolUseReset d => d.Attempt,
        StepStarted d => d.Attempt,
        StepReset d => d.Attempt,
        _ => null,
    };

    private sealed class Attempt(long epoch, int? number)
    {
        internal long Epoch => epoch;

        internal int? Number => number;

        /// <summary>The block that was read last; -1 before the first piece.</summary>
        internal int Block { get; set; } = -1;

        internal int Offset { get; set; }

        /// <summary>What that block is made of; null before the first piece.</summary>
        internal DeltaKind? Kind { get; set; }
    }
}
