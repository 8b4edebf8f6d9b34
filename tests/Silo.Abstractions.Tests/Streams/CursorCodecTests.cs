using System.Buffers.Text;
using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Streams;
using Xunit;

namespace Silo.Abstractions.Tests.Streams;

public sealed class CursorCodecTests
{
    private static readonly SessionId Session = SessionId.Parse("ses_01kahm4v6n8xq2r7t5w9y3zbcd");
    private static readonly SessionId Other = SessionId.Parse("ses_01kahm4v6n8xq2r7t5w9y3zbce");

    private static Arbitrary<Cursor> Cursors { get; } =
        (from sequence in Gen.OneOf(Gen.Choose(0, 300).Select(i => (long)i), Gen.Constant(long.MaxValue), Gen.Choose(0, int.MaxValue).Select(i => (long)i << 20))
         from count in Gen.Choose(0, Cursor.OpenMax)
         from open in Gen.ListOf(Positions(sequence), count)
         select new Cursor(Session, sequence, [.. open])).ToArbitrary();

    [Fact]
    public void Decode_WhatEncodeWrote_GivesTheCursorBack()
    {
        Sweep.Over(Cursors, cursor =>
        {
            var text = CursorCodec.Encode(cursor);
            Assert.True(text.Length <= CursorCodec.TextLengthMax);
            Assert.True(CursorCodec.TryDecode(text, Session, out var back));
            Assert.Equal(cursor, back);
            Assert.Equal(text, CursorCodec.Encode(back));
        });
    }

    [Fact]
    public void Decode_LargestCursor_GivesItBack()
    {
        var open = Enumerable.Repeat(new OpenPosition(long.MaxValue, long.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue), Cursor.OpenMax);
        var cursor = new Cursor(Session, long.MaxValue, [.. open]);

        Assert.True(CursorCodec.TryDecode(CursorCodec.Encode(cursor), Session, out var back));
        Assert.Equal(cursor, back);
    }

    [Fact]
    public void Decode_CursorOfAnotherSession_Refuses()
    {
        Assert.False(CursorCodec.TryDecode(CursorCodec.Encode(Cursor.Start(Session)), Other, out _));
    }

    [Fact]
    public void Decode_EveryTruncation_Refuses()
    {
        var bytes = Base64Url.DecodeFromChars(CursorCodec.Encode(new Cursor(Session, 300, [new OpenPosition(299, 2, 1, 0, 1000)])));
        for (var length = 0; length < bytes.Length; length++)
            Assert.False(CursorCodec.TryDecode(Base64Url.EncodeToString(bytes.AsSpan(0, length)), Session, out _), $"{length} bytes");
        Assert.False(CursorCodec.TryDecode(Base64Url.EncodeToString([.. bytes, 0]), Session, out _));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("=")]
    [InlineData("A")]
    [InlineData("12")]
    [InlineData("not a cursor")]
    [InlineData("ses_01kahm4v6n8xq2r7t5w9y3zbcd")]
    [InlineData("AZqh\u0000")]
    public void Decode_Malformed_Refuses(string? text) => Assert.False(CursorCodec.TryDecode(text, Session, out _));

    [Fact]
    public void Decode_OtherVersion_Refuses()
    {
        var bytes = Base64Url.DecodeFromChars(CursorCodec.Encode(Cursor.Start(Session)));
        for (var version = 0; version < 256; version++)
        {
            bytes[0] = (byte)version;
            Assert.Equal(version == 1, CursorCodec.TryDecode(Base64Url.EncodeToString(bytes), Session, out _));
        }
    }

    [Fact]
    public void Decode_TooLong_RefusesWithoutReadingIt() =>
        Assert.False(CursorCodec.TryDecode(new string('A', CursorCodec.TextLengthMax + 1), Session, out _));

    [Theory]
    [InlineData(5, 6)] // A position in a message that starts after the last event read.
    [InlineData(0, 1)]
    public void Decode_OpenStepBeyondTheSequence_Refuses(long sequence, long step) =>
        Assert.False(CursorCodec.TryDecode(CursorCodec.Encode(new Cursor(Session, sequence, [new OpenPosition(step, 1, 1, 0, 0)])), Session, out _));

    [Fact]
    public void Decode_MoreOpenMessagesThanAllowed_Refuses()
    {
        byte[] head = [.. Base64Url.DecodeFromChars(CursorCodec.Encode(Cursor.Start(Session))).AsSpan(0, 17)];
        byte[] many = [.. head, 1, Cursor.OpenMax + 1, .. Enumerable.Repeat((byte)1, 5 * (Cursor.OpenMax + 1))];
        byte[] allowed = [.. head, 1, Cursor.OpenMax, .. Enumerable.Repeat((byte)1, 5 * Cursor.OpenMax)];

        Assert.False(CursorCodec.TryDecode(Base64Url.EncodeToString(many), Session, out _));
        Assert.True(CursorCodec.TryDecode(Base64Url.EncodeToString(allowed), Session, out _));
    }

    [Fact]
    public void Decode_TwoSpellingsOfOneCursor_TakesOnlyTheWrittenOne()
    {
        byte[] head = [.. Base64Url.DecodeFromChars(CursorCodec.Encode(Cursor.Start(Session))).AsSpan(0, 17)];

        Assert.True(CursorCodec.TryDecode(Base64Url.EncodeToString([.. head, 5, 0]), Session, out _));
        Assert.False(CursorCodec.TryDecode(Base64Url.EncodeToString([.. head, 0x85, 0x00, 0]), Session, out _));
        Assert.False(CursorCodec.TryDecode(Base64Url.EncodeToString([.. head, 5, 0]) + "\n", Session, out _));
        Assert.False(CursorCodec.TryDecode(Base64Url.EncodeToString([.. head, 5, 0]) + "==", Session, out _));
    }

    [Fact]
    public void Cursor_OutOfItsBounds_Throws()
    {
        var open = Enumerable.Repeat(new OpenPosition(1, 1, 1, 0, 0), Cursor.OpenMax + 1).ToImmutableArray();

        Assert.Throws<ArgumentOutOfRangeException>(() => new Cursor(Session, 1, open));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Cursor(Session, -1, []));
    }

    [Fact]
    public void Decode_AnyText_NeverThrows()
    {
        var hostile = Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>(),
            ArbMap.Default.GeneratorFor<byte[]>().Select(b => Base64Url.EncodeToString(b)),
            ArbMap.Default.GeneratorFor<byte[]>().Select(b => CursorCodec.Encode(Cursor.Start(Session))[..23] + Base64Url.EncodeToString(b)));

        Sweep.Over(hostile.ToArbitrary(), text =>
        {
            if (CursorCodec.TryDecode(text, Session, out var cursor)) Assert.Equal(text, CursorCodec.Encode(cursor));
        }, count: 3000);
    }

    [Fact]
    public void Decode_FlippedBits_NeverThrowsAndStaysInBounds()
    {
        var flips = from cursor in Cursors.Generator
                    from at in Gen.Choose(0, 4000)
                    from bit in Gen.Choose(0, 7)
                    select (cursor, at, bit);
        Sweep.Over(flips.ToArbitrary(), f =>
        {
            var bytes = Base64Url.DecodeFromChars(CursorCodec.Encode(f.cursor));
            bytes[f.at % bytes.Length] ^= (byte)(1 << f.bit);
            if (!CursorCodec.TryDecode(Base64Url.EncodeToString(bytes), Session, out var read)) return;
            Assert.True(read.Sequence >= 0);
            Assert.All(read.Open, o => Assert.True(o.Step >= 0 && o.Step <= read.Sequence && o.Attempt >= 0 && o.Block >= 0 && o.Offset >= 0));
        }, count: 1000);
    }

    private static Gen<OpenPosition> Positions(long sequence) =>
        from step in Gen.Choose(0, (int)Math.Min(sequence, int.MaxValue))
        from epoch in Gen.Choose(0, int.MaxValue)
        from attempt in Gen.Choose(0, 200)
        from block in Gen.Choose(0, 500)
        from offset in Gen.Choose(0, int.MaxValue)
        select new OpenPosition(step, epoch, attempt, block, offset);
}
