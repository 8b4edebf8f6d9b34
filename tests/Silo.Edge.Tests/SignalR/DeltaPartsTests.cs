using System.Text;
using Silo.Abstractions.Streams;
using Silo.Edge.SignalR;
using Silo.Edge.Tests.Fakes;

namespace Silo.Edge.Tests.SignalR;

public sealed class DeltaPartsTests
{
    private const string Text = "aä€😀b";
    private static readonly OpenPosition Other = new(3, 1, 1, 0, 9);

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(100)]
    public void Parts_OfALongPiece_AreThePieceAndEachGoesOnFromItsCursor(int bytesMax)
    {
        var whole = Item();
        var at = whole.Piece.From;
        var text = new StringBuilder();
        foreach (var part in DeltaParts.Of(whole, bytesMax))
        {
            Assert.Equal(at, part.Piece.From);
            Assert.InRange(part.Piece.Utf8.Length, 1, bytesMax);
            text.Append(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(part.Piece.Utf8.Span));
            Assert.Equal(at.Offset == whole.Piece.From.Offset ? "call" : null, part.Piece.CallId);
            Assert.Equal([Other, part.Piece.To], part.After.Open);
            Assert.Equal(whole.After.Sequence, part.After.Sequence);
            at = part.Piece.To;
        }

        Assert.Equal(Text, text.ToString());
        Assert.Equal(whole.Piece.To, at);
    }

    [Fact]
    public void Parts_OfAPieceWithoutText_AreThePiece()
    {
        var piece = Item().Piece with { Utf8 = default };
        var item = new FeedItem.Delta(piece, new Cursor(Sample.Session, 7, [Other, piece.To]));
        Assert.Equal([item], DeltaParts.Of(item, 4));
    }

    private static FeedItem.Delta Item()
    {
        var piece = new StreamDelta
        {
            Kind = DeltaKind.ToolUse,
            Turn = Sample.Turn,
            Agent = "demo",
            From = new OpenPosition(7, 1, 1, 0, 40),
            Utf8 = Encoding.UTF8.GetBytes(Text),
            CallId = "call",
            Tool = "shell",
        };
        return new FeedItem.Delta(piece, new Cursor(Sample.Session, 7, [Other, piece.To]));
    }
}
