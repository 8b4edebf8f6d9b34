using System.Text;
using System.Text.Json;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Tools;
using Xunit;

namespace Silo.Abstractions.Tests.Tools;

public sealed class ToolInputTests
{
    public static TheoryData<byte[]> NotUtf8 => new([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d], [0xc3, 0x28]);

    [Theory]
    [InlineData("{}")]
    [InlineData(" {\n \"command\" : \"sh test.sh\"\n}")]
    [InlineData("""{"emoji":"\ud83d\ude00","n":1e400,"é":"日本"}""")]
    public void TryParse_AnObject_CanBeRecordedAndReadBack(string text)
    {
        Assert.True(ToolInput.TryParse(Encoding.UTF8.GetBytes(text), out var input));
        AssertRecordable(input.Value);
    }

    [Fact]
    public void TryParse_AtTheDeepest_CanBeRecordedAndReadBackByAReaderWithDefaults()
    {
        Assert.True(ToolInput.TryParse(Nested(ToolInput.DepthMax), out var input));
        AssertRecordable(input.Value);
    }

    [Fact]
    public void TryParse_DeeperThanAllowed_Refuses() => Assert.False(ToolInput.TryParse(Nested(ToolInput.DepthMax + 1), out _));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"{}\"")]
    [InlineData("{\"command\":\"sh te")]
    [InlineData("{} {}")]
    [InlineData("{'a':1}")]
    [InlineData("""{"x":"\ud800"}""")]
    [InlineData("""{"\udc00":1}""")]
    [InlineData("""{"x":["a\ud83dz"]}""")]
    public void TryParse_NotARecordableObject_Refuses(string text) => Assert.False(ToolInput.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [MemberData(nameof(NotUtf8))]
    public void TryParse_NotUtf8_Refuses(byte[] bytes) => Assert.False(ToolInput.TryParse(bytes, out _));

    private static ReadOnlyMemory<byte> Nested(int depth) =>
        Encoding.UTF8.GetBytes("{\"x\":" + new string('[', depth - 1) + new string(']', depth - 1) + "}");

    private static void AssertRecordable(JsonElement input)
    {
        var stored = EventCodec.Encode(new SessionEvent
        {
            Key = new SessionKey(TenantId.Default, SessionId.Parse("ses_01kahm4v6n8xq2r7t5w9y3zbcd")),
            Sequence = 4,
            Time = DateTimeOffset.UnixEpoch,
            Epoch = 1,
            Agent = "demo",
            Data = new MessageCompleted { Attempt = 1, Blocks = [new ToolUseBlock("c", "t", input)], StopReason = "tool_use", Model = "m" },
        });

        var read = Assert.IsType<MessageCompleted>(EventCodec.Decode(stored).Data);

        Assert.Equal(stored.Utf8.ToArray(), EventCodec.Encode(EventCodec.Decode(stored)).Utf8.ToArray());
        Assert.DoesNotContain((byte)'\n', stored.Utf8.ToArray());
        Assert.True(JsonElement.DeepEquals(input, Assert.IsType<ToolUseBlock>(read.Blocks[0]).Input!.Value));
    }
}
