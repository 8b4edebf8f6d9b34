using System.Text;
using System.Text.Json;
using Silo.Abstractions.Events;
using Silo.Abstractions.Streams;
using Silo.Client.Streams;
using Silo.Client.Transcripts;
using Xunit;

namespace Silo.Host.Tests.Support;

/// <summary>What one reader has read: a transcript, and every piece of text and thought that it saw on the way.</summary>
internal sealed class Reading
{
    private readonly SortedDictionary<(long Step, int Attempt, int Block), StringBuilder> _pieces = [];

    public Transcript Transcript { get; } = new();

    public IEnumerable<SessionEvent> Events => Transcript.Events.Select(EventCodec.Decode);

    /// <summary>Pieces with something in them.</summary>
    public int Pieces { get; private set; }

    /// <summary>Bytes of text and thoughts.</summary>
    public long PieceBytes { get; private set; }

    /// <summary>The texts and thoughts that the pieces made, by step, attempt and block.</summary>
    public string Texts => string.Join('\n', _pieces.Select(p => $"{p.Key}: {p.Value}"));

    /// <summary>
    /// Each text that both saw in pieces is the same as far as both go. Who comes back after a message's end has the rest of it with its completion,
    /// and who stays may, too: how far pieces go is luck, what they say is not.
    /// </summary>
    public void AssertPiecesAgree(Reading other)
    {
        foreach (var (key, text) in _pieces)
        {
            if (!other._pieces.TryGetValue(key, out var others)) continue;
            var length = Math.Min(text.Length, others.Length);
            Assert.Equal(others.ToString(0, length), text.ToString(0, length));
        }
    }

    /// <summary>The transcript down to its bytes.</summary>
    public string Whole =>
        string.Join('\n', Transcript.Events.Select(e => $"{e.Sequence} {Encoding.UTF8.GetString(e.Utf8.Span)}"))
        + "\n" + string.Join('\n', Transcript.Entries.Select(e => JsonSerializer.Serialize(e, e.GetType())));

    public void Take(StreamItem item)
    {
        Transcript.Apply(item);
        if (item is not StreamItem.Delta { Piece: { Utf8.Length: > 0 } piece }) return;
        Pieces++;
        if (piece.Kind is not (DeltaKind.Message or DeltaKind.Thought)) return;
        PieceBytes += piece.Utf8.Length;
        var key = (piece.From.Step, piece.From.Attempt, piece.From.Block);
        if (!_pieces.TryGetValue(key, out var text)) _pieces[key] = text = new StringBuilder();
        text.Append(Encoding.UTF8.GetString(piece.Utf8.Span));
    }
}
