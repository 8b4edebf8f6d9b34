using System.Text;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Streams;
using Silo.Client.Streams;
using Silo.Client.Tests.Fakes;
using Xunit;

namespace Silo.Client.Tests.Transcripts;

/// <summary>Random sessions: whatever is streamed rightly is taken, and no byte can be lost, doubled or changed without being found.</summary>
public sealed class TranscriptPropertyTests
{
    private static readonly string[] Letters = ["a", "ß", "語", "😀", "\n", "\"", " "];

    [Fact]
    public void Transcript_RandomSessions_AreTakenAndEveryDamageIsFound()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var items = Generate(random).Decode().ToList();
            Assert.False(TranscriptTests.Throws(items), $"seed {seed}: a right stream was refused");

            // Pieces of the attempt that a message was completed from: the only ones whose loss could reach a reader.
            // Not the only piece of all: a message of which no piece came is whole in its completed event.
            var pieces = Enumerable.Range(0, items.Count).Where(i => Counts(items, i)).ToList();
            if (pieces.Count == 0) continue;
            var at = pieces[random.Next(pieces.Count)];
            var piece = (StreamItem.Delta)items[at];
            foreach (var damage in Damages(piece, random))
            {
                var damaged = items.ToList();
                damaged.RemoveAt(at);
                damaged.InsertRange(at, damage.Items);
                Assert.True(TranscriptTests.Throws(damaged), $"seed {seed}, item {at}: '{damage.What}' was not found");
            }
        }
    }

    private static IEnumerable<(string What, StreamItem[] Items)> Damages(StreamItem.Delta d, Random random)
    {
        var piece = d.Piece;
        yield return ("left out", []);
        yield return ("twice", [d, d]);
        yield return ("offset + 1", [d with { Piece = piece with { From = piece.From with { Offset = piece.From.Offset + 1 } } }]);
        yield return ("attempt - 1", [d with { Piece = piece with { From = piece.From with { Attempt = piece.From.Attempt - 1 } } }]);
        yield return ("epoch - 1", [d with { Piece = piece with { From = piece.From with { Epoch = piece.From.Epoch - 1 } } }]);
        yield return ("next block", [d with { Piece = piece with { From = piece.From with { Block = piece.From.Block + 1 } } }]);
        var changed = piece.Utf8.ToArray();
        changed[random.Next(changed.Length)] ^= 1;
        yield return ("a bit changed", [d with { Piece = piece with { Utf8 = changed } }]);
        yield return ("a byte short", [d with { Piece = piece with { Utf8 = piece.Utf8[..^1] } }]);
    }

    private static bool Counts(List<StreamItem> items, int index) =>
        items[index] is StreamItem.Delta d && d.Piece.Utf8.Length > 0
        && items.Count(i => i is StreamItem.Delta other && other.Piece.From.Step == d.Piece.From.Step && other.Piece.From.Attempt == d.Piece.From.Attempt) > 1
        && items.Skip(index).OfType<StreamItem.Event>().FirstOrDefault(e => e.Decoded.Step == d.Piece.From.Step)?.Decoded.Data is MessageCompleted;

    private static Script Generate(Random random)
    {
        var s = new Script();
        s.Begin("go");
        for (var messages = random.Next(1, 4); messages > 0; messages--)
        {
            var m = s.Add(new MessageStarted { Provider = "p", Model = "m", Attempt = 1 });
            for (var attempt = 2; random.Next(3) == 0; attempt++)
            {
                Blocks(s, m, random);
                if (random.Next(2) == 0) s.Epoch++;
                s.Add(new MessageReset { Attempt = attempt, Reason = "cut" }, m);
            }

            var last = s.Items.Count;
            var blocks = Blocks(s, m, random);
            var attempts = s.Items.Take(last).Count(i => i.Name == "message.reset") + 1;
            s.Add(new MessageCompleted { Attempt = attempts, Blocks = blocks, StopReason = "x", Model = "m" }, m);
        }

        return s;
    }

    private static List<ContentBlock> Blocks(Script s, long step, Random random)
    {
        var blocks = new List<ContentBlock>();
        for (var count = random.Next(0, 4); count > 0; count--)
        {
            s.Open(step);
            var kind = random.Next(2) == 0 ? DeltaKind.Message : DeltaKind.Thought;
            var whole = new StringBuilder();
            if (random.Next(3) == 0) s.Delta(kind, step, string.Empty);
            for (var pieces = random.Next(1, 5); pieces > 0; pieces--)
            {
                var text = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => Letters[random.Next(Letters.Length)]));
                s.Delta(kind, step, text);
                whole.Append(text);
            }

            blocks.Add(kind == DeltaKind.Message ? new TextBlock(whole.ToString()) : new ThoughtBlock(whole.ToString()));
        }

        return blocks;
    }
}
