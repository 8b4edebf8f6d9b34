using System.Text;
using Silo.Client.Errors;
using Silo.Client.Streams;
using Silo.Client.Tests.Fakes;
using Xunit;

namespace Silo.Client.Tests.Streams;

public sealed class SseParserTests
{
    private const string Sample = "\uFEFF: hello\nid: c1\nevent: a\ndata: {\"x\":\"日本 😀\"}\n\n:\r\ndata:one\r\ndata: two\r\n\r\nid: c\0\rid: c3\rdata\rdata\r\revent: ghost\nid: c4\n\nignored: y\nretry: 5\ndata:  z\n\ndata: never ended";

    [Fact]
    public void Parser_Sample_FollowsTheSpecification()
    {
        var frames = Parse(Encoding.UTF8.GetBytes(Sample));
        Assert.Equal(
            ["a|c1|{\"x\":\"日本 😀\"}", "message|c1|one\ntwo", "message|c3|\n", "message|c4| z"],
            frames);
    }

    [Fact]
    public void Parser_CutAtEveryByteBoundary_GivesTheSame()
    {
        var bytes = Encoding.UTF8.GetBytes(Sample);
        var whole = Parse(bytes);
        for (var cut = 0; cut <= bytes.Length; cut++) Assert.Equal(whole, Parse(bytes[..cut], bytes[cut..]));
    }

    [Fact]
    public void Parser_ByteByByte_GivesTheSame()
    {
        var bytes = Encoding.UTF8.GetBytes(Sample);
        Assert.Equal(Parse(bytes), Parse([.. bytes.Select(b => new[] { b })]));
    }

    [Fact]
    public void Parser_ScriptInTwoCuts_GivesEveryItem()
    {
        var script = Script.WholeTurn();
        byte[] bytes = [.. script.Items.SelectMany((item, i) => Script.Frame(item, $"c{i + 1}"))];
        var whole = Parse(bytes);
        Assert.Equal(script.Items.Count, whole.Count);
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            var a = random.Next(bytes.Length + 1);
            var b = random.Next(a, bytes.Length + 1);
            Assert.Equal(whole, Parse(bytes[..a], bytes[a..b], bytes[b..]));
        }
    }

    [Theory]
    [InlineData("data: ")]
    [InlineData(": ")]
    [InlineData("data: x\ndata: ")]
    public void Parser_FrameBeyondBound_IsRefusedByName(string start)
    {
        var parser = new SseParser(1024);
        parser.Append(Encoding.UTF8.GetBytes(start));
        var chunk = new byte[100];
        chunk.AsSpan().Fill((byte)'x');
        var e = Assert.Throws<SiloTooLargeException>(() =>
        {
            for (var i = 0; i < 100; i++) parser.Append(chunk);
        });
        Assert.Equal("FrameBytesMax", e.Limit);
        Assert.Equal(1024, e.Value);
    }

    [Fact]
    public void Parser_ManyLinesBeyondBound_IsRefused()
    {
        var parser = new SseParser(1024);
        Assert.Throws<SiloTooLargeException>(() =>
        {
            for (var i = 0; i < 1000; i++) parser.Append("data: 0123456789\n"u8);
        });
    }

    [Fact]
    public void Parser_ManyFramesEachWithinBound_AreTaken()
    {
        var parser = new SseParser(64);
        for (var i = 0; i < 1000; i++)
        {
            parser.Append("data: 0123456789\n\n"u8);
            Assert.True(parser.TryRead(out _));
        }
    }

    private static List<string> Parse(params byte[][] parts)
    {
        var parser = new SseParser(1024 * 1024);
        var frames = new List<string>();
        foreach (var part in parts)
        {
            parser.Append(part);
            while (parser.TryRead(out var frame)) frames.Add($"{frame.Event}|{frame.Id}|{Encoding.UTF8.GetString(frame.Data.Span)}");
        }

        return frames;
    }
}
