using System.Text;
using Silo.Cli.Chat;
using Xunit;

namespace Silo.Client.Tests.Cli.Chat;

public sealed class KeyDecoderTests
{
    private const string Everything = "aß日😀\r\u007f\u001b[A\u001bOB\u001b[1;5C\u001b[3~\u001b[H\u001b\r\u001bb\u0003\u0004\u001b[99;9x\u001b[200~p\u001b[2J\r\nq\u001b[201~\u001b\u001b[Dz";

    [Fact]
    public void Keys_CutAtEveryByte_AreTheSame()
    {
        Key[] expected =
        [
            new(KeyKind.Text, "aß日😀"), new(KeyKind.Enter), new(KeyKind.Backspace), new(KeyKind.Up), new(KeyKind.Down), new(KeyKind.WordRight), new(KeyKind.Delete), new(KeyKind.Home),
            new(KeyKind.NewLine), new(KeyKind.WordLeft), new(KeyKind.Interrupt), new(KeyKind.EndOfInput), new(KeyKind.Text, "p\u001b[2J\nq"), new(KeyKind.Escape), new(KeyKind.Left), new(KeyKind.Text, "z"),
        ];
        var bytes = Encoding.UTF8.GetBytes(Everything);
        Assert.Equal(expected, Joined(new KeyDecoder().Take(bytes)));
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            // A line end in a paste that is cut in two is two reads of one each; what is pasted is the same but for that.
            var decoder = new KeyDecoder();
            var keys = Joined([.. decoder.Take(bytes.AsSpan(0, cut)), .. decoder.Take(bytes.AsSpan(cut))]);
            Assert.Equal(expected, keys.Select(k => k with { Text = k.Text.Replace("\n\n", "\n", StringComparison.Ordinal) }));
        }
    }

    [Fact]
    public void Escape_WithNothingBehindIt_IsTheKeyOnceSomebodySaysSo()
    {
        var decoder = new KeyDecoder();
        Assert.Empty(decoder.Take("\u001b"u8));
        Assert.True(decoder.HasPending, "A lone Escape is not waited with.");
        Assert.Equal([new Key(KeyKind.Escape)], decoder.Flush());
        Assert.False(decoder.HasPending, "An Escape that was given out is still there.");
        Assert.Empty(decoder.Take("\u001b[1"u8));
        Assert.Empty(decoder.Flush());
        Assert.Equal([new Key(KeyKind.Text, "A")], decoder.Take("A"u8));
    }

    [Fact]
    public void Sequence_WithoutEnd_IsBounded()
    {
        var decoder = new KeyDecoder();
        decoder.Take(Encoding.ASCII.GetBytes("\u001b[" + new string('1', 1000)));
        Assert.False(decoder.HasPending, "A sequence without end is kept.");
    }

    private static List<Key> Joined(IEnumerable<Key> keys)
    {
        var joined = new List<Key>();
        foreach (var key in keys)
        {
            if (key.Kind == KeyKind.Text && joined is [.., { Kind: KeyKind.Text } last]) joined[^1] = last with { Text = last.Text + key.Text };
            else joined.Add(key);
        }

        return joined;
    }
}
