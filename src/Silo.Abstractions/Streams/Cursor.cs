using System.Collections.Immutable;
using Silo.Abstractions.Identity;

namespace Silo.Abstractions.Streams;

/// <summary>Where a reader is in a session: its last sequence, and one position for each open message. Opaque to clients.</summary>
public sealed class Cursor : IEquatable<Cursor>
{
    /// <summary>Most open messages that one cursor can hold.</summary>
    public const int OpenMax = 64;

    /// <summary>Makes a cursor.</summary>
    /// <param name="session">The session it belongs to.</param>
    /// <param name="sequence">The last sequence delivered; 0 for none.</param>
    /// <param name="open">Positions in open messages, by step; at most <see cref="OpenMax"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is broken: such a cursor could be written and not read. Do not retry.</exception>
    public Cursor(SessionId session, long sequence, ImmutableArray<OpenPosition> open)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        if (!open.IsDefault) ArgumentOutOfRangeException.ThrowIfGreaterThan(open.Length, OpenMax, nameof(open));
        Session = session;
        Sequence = sequence;
        Open = open.IsDefault ? [] : open;
    }

    /// <summary>The session it belongs to.</summary>
    public SessionId Session { get; }

    /// <summary>The last sequence delivered; 0 for none.</summary>
    public long Sequence { get; }

    /// <summary>Positions in open messages; at most <see cref="OpenMax"/>.</summary>
    public ImmutableArray<OpenPosition> Open { get; }

    /// <summary>The cursor before the first event.</summary>
    public static Cursor Start(SessionId session) => new(session, 0, []);

    /// <inheritdoc />
    public bool Equals(Cursor? other) =>
        other is not null && Session == other.Session && Sequence == other.Sequence && Open.AsSpan().SequenceEqual(other.Open.AsSpan());

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Cursor);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Session, Sequence, Open.Length);

    /// <summary>The text that clients keep; see <see cref="CursorCodec"/>.</summary>
    public override string ToString() => CursorCodec.Encode(this);
}
