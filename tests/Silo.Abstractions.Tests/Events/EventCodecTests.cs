using System.Text;
using System.Text.Json;
using FsCheck.Fluent;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Identity;
using Silo.Abstractions.Tools;
using Xunit;

namespace Silo.Abstractions.Tests.Events;

public sealed class EventCodecTests
{
    private const string Envelope =
        """{"v":1,"kind":"turn.started","sequence":4,"time":"2026-11-20T09:30:04Z","tenant":"default","session":"ses_01kahm4v6n8xq2r7t5w9y3zbcd","epoch":1,"agent":"demo","data":{}}""";

    public static TheoryData<Type> DataTypes => [.. EventMaker.DataTypes];

    [Fact]
    public void Kinds_EveryRecordOfTheAssembly_IsRegisteredUnderItsName()
    {
        var made = EventMaker.DataTypes.Select(t => new EventMaker(0).Make(t).Data.Kind).Order(StringComparer.Ordinal);
        Assert.Equal(EventKinds.All.Order(StringComparer.Ordinal), made);
    }

    [Theory]
    [MemberData(nameof(DataTypes))]
    public void Decode_WhatEncodeWrote_IsTheSameEvent(Type dataType)
    {
        Sweep.Over(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var made = new EventMaker(seed).Make(dataType);
            var stored = EventCodec.Encode(made);
            var read = EventCodec.Decode(stored);

            Assert.Equal(dataType, read.Data.GetType());
            Assert.Equal((made.Key, made.Sequence, made.Time, made.Epoch, made.Turn, made.Step, made.Agent),
                (read.Key, read.Sequence, read.Time, read.Epoch, read.Turn, read.Step, read.Agent));
            Assert.Equal((made.Sequence, made.Data.Kind), (stored.Sequence, stored.Kind));
            Assert.Equal(Text(stored), Text(EventCodec.Encode(read)));
        }, count: 60);
    }

    [Fact]
    public void Encode_Text_IsReadableUtf8()
    {
        var stored = EventCodec.Encode(Turn(new TurnInterjected { Prompt = [new TextBlock("Füße 日本 <b> '")] }));
        Assert.Contains("\"text\":\"Füße 日本 <b> '\"", Text(stored), StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_LoneSurrogateInText_BecomesTheReplacementCharacter()
    {
        var text = new string(['a', '\uD800', 'b']);
        var read = EventCodec.Decode(EventCodec.Encode(Turn(new TurnInterjected { Prompt = [new TextBlock(text)] })));
        Assert.Equal("a\uFFFDb", Assert.IsType<TextBlock>(Assert.Single(Assert.IsType<TurnInterjected>(read.Data).Prompt)).Text);
    }

    [Theory]
    [InlineData("""{"v":1,"kind":"plan.updated","sequence":4,"time":"2026-11-20T09:30:04Z","tenant":"default","session":"ses_01kahm4v6n8xq2r7t5w9y3zbcd","epoch":1,"agent":"demo","data":{"items":[{"text":"é","n":1.50,"big":12345678901234567890}],"none":null}}""")]
    [InlineData("""{"v":2,"kind":"turn.started","sequence":4,"time":"2026-11-20T09:30:04Z","tenant":"default","session":"ses_01kahm4v6n8xq2r7t5w9y3zbcd","epoch":1,"agent":"demo","data":{"at":"other"}}""")]
    [InlineData("""{"v":2,"kind":"plan.updated","sequence":4,"time":"2026-11-20T09:30:04Z","tenant":"default","session":"ses_01kahm4v6n8xq2r7t5w9y3zbcd","epoch":1,"turn":"trn_01kahm4w0f3c5d7e9g1h2j4k6m","step":3,"agent":"a/b","data":[1,2]}""")]
    [InlineData("""{"v":1,"kind":"message.completed","sequence":4,"time":"2026-11-20T09:30:04Z","tenant":"default","session":"ses_01kahm4v6n8xq2r7t5w9y3zbcd","epoch":1,"agent":"demo","data":{"attempt":1,"blocks":[{"type":"hologram","z":1}],"stop_reason":"end","model":"m"}}""")]
    [InlineData("""{"v":1,"kind":"turn.ended","sequence":4,"time":"2026-11-20T09:30:04Z","tenant":"default","session":"ses_01kahm4v6n8xq2r7t5w9y3zbcd","epoch":1,"agent":"demo","data":{"stop_reason":"enlightenment","usage":{}}}""")]
    [InlineData("""{"v":1,"kind":"turn.queued","sequence":4,"time":"2026-11-20T09:30:04Z","tenant":"default","session":"ses_01kahm4v6n8xq2r7t5w9y3zbcd","epoch":1,"agent":"demo","data":{}}""")]
    [InlineData("""{"v":1,"kind":"turn.started","sequence":4,"time":"2026-11-20T09:30:04Z","tenant":"default","session":"ses_01kahm4v6n8xq2r7t5w9y3zbcd","epoch":1,"agent":"demo","data":null}""")]
    public void Decode_WhatThisBuildDoesNotKnow_IsKeptAndWrittenAsItWas(string json)
    {
        var read = EventCodec.Decode(Stored(json));

        Assert.IsType<UnknownData>(read.Data);
        Assert.Equal(json, Text(EventCodec.Encode(read)));
    }

    [Fact]
    public void Decode_UnknownMembers_AreNoReasonToFail()
    {
        var read = EventCodec.Decode(Stored(Envelope.Replace("\"data\":{}", "\"mood\":\"good\",\"data\":{\"speed\":3}", StringComparison.Ordinal)));
        Assert.IsType<TurnStarted>(read.Data);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0\0")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("7")]
    [InlineData("{\"v\":1")]
    public void Decode_NoEventAtAll_ThrowsInvalidData(string text) => Assert.Throws<InvalidDataException>(() => EventCodec.Decode(Stored(text)));

    [Theory]
    [InlineData("\"v\":1", "\"v\":\"1\"")]
    [InlineData("\"v\":1", "\"v\":1.5")]
    [InlineData("\"v\":1,", "")]
    [InlineData("\"kind\":\"turn.started\"", "\"kind\":null")]
    [InlineData("\"kind\":\"turn.started\"", "\"kind\":3")]
    [InlineData("\"kind\":\"turn.started\",", "")]
    [InlineData("\"sequence\":4", "\"sequence\":\"4\"")]
    [InlineData("\"sequence\":4", "\"sequence\":1e30")]
    [InlineData("\"time\":\"2026-11-20T09:30:04Z\"", "\"time\":\"yesterday\"")]
    [InlineData("\"tenant\":\"default\"", "\"tenant\":\"../x\"")]
    [InlineData("\"tenant\":\"default\"", "\"tenant\":null")]
    [InlineData("ses_01kahm", "ses_01KAHM")]
    [InlineData("\"epoch\":1", "\"epoch\":null")]
    [InlineData("\"agent\":\"demo\"", "\"agent\":null")]
    [InlineData("\"agent\":\"demo\"", "\"turn\":\"trn_x\",\"agent\":\"demo\"")]
    [InlineData("\"agent\":\"demo\"", "\"step\":\"3\",\"agent\":\"demo\"")]
    [InlineData(",\"data\":{}", "")]
    public void Decode_BrokenEnvelope_ThrowsInvalidData(string part, string broken)
    {
        Assert.Contains(part, Envelope, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => EventCodec.Decode(Stored(Envelope.Replace(part, broken, StringComparison.Ordinal))));
    }

    [Fact]
    public void Decode_AnyBrokenByte_ThrowsNothingButInvalidData()
    {
        var clean = EventCodec.Encode(new EventMaker(7).Make(typeof(ToolResultCompleted))).Utf8.ToArray();
        var breaks = from at in Gen.Choose(0, clean.Length - 1)
                     from value in Gen.Choose(0, 255)
                     select (at, value);
        Sweep.Over(breaks.ToArbitrary(), b =>
        {
            byte[] bytes = [.. clean];
            bytes[b.at] = (byte)b.value;
            try
            {
                EventCodec.Decode(new StoredEvent(1, "tool_result.completed", bytes));
            }
            catch (InvalidDataException)
            {
                // The one way to fail.
            }
        }, count: 3000);
    }

    [Fact]
    public void Encode_AtTheLimit_PassesAndOneByteMoreIsRefused()
    {
        var empty = EventCodec.Encode(Turn(new TurnInterjected { Prompt = [new TextBlock("")] })).Utf8.Length;
        var room = EventLimits.EventBytesMax - empty;

        Assert.Equal(EventLimits.EventBytesMax, EventCodec.Encode(Turn(new TurnInterjected { Prompt = [new TextBlock(new string('x', room))] })).Utf8.Length);
        var refused = Assert.Throws<EventTooLargeException>(() => EventCodec.Encode(Turn(new TurnInterjected { Prompt = [new TextBlock(new string('x', room + 1))] })));
        Assert.Equal((TurnInterjected.KindName, EventLimits.EventBytesMax + 1), (refused.Kind, refused.Bytes));
    }

    [Fact]
    public void Encode_AfterARefusedEvent_StartsClean()
    {
        Assert.Throws<EventTooLargeException>(() => EventCodec.Encode(Turn(new TurnInterjected { Prompt = [new TextBlock(new string('x', 300_000))] })));
        Assert.Equal(Envelope, Text(EventCodec.Encode(EventCodec.Decode(Stored(Envelope)))));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(64)]
    [InlineData(120)]
    public void Encode_DeepInput_IsReadAgain(int depth)
    {
        // Written and not readable again, it would end its session for good.
        var made = Turn(new ToolUseStarted { CallId = "c", Tool = "t", Input = Nested(depth), Effect = Effect.Pure, Key = "k", Attempt = 1 });

        var read = EventCodec.Decode(EventCodec.Encode(made));

        Assert.IsType<ToolUseStarted>(read.Data);
        Assert.Equal(Text(EventCodec.Encode(made)), Text(EventCodec.Encode(read)));
    }

    [Fact]
    public void Encode_DeeperThanAReaderTakes_Throws()
    {
        var made = Turn(new ToolUseStarted { CallId = "c", Tool = "t", Input = Nested(127), Effect = Effect.Pure, Key = "k", Attempt = 1 });
        Assert.Throws<JsonException>(() => EventCodec.Encode(made));
    }

    private static JsonElement Nested(int depth) =>
        JsonDocument.Parse(new string('[', depth) + new string(']', depth), new JsonDocumentOptions { MaxDepth = depth }).RootElement;

    private static SessionEvent Turn(EventData data) => new()
    {
        Key = new SessionKey(TenantId.Default, SessionId.Parse("ses_01kahm4v6n8xq2r7t5w9y3zbcd")),
        Sequence = 4,
        Time = new DateTimeOffset(2026, 11, 20, 9, 30, 4, TimeSpan.Zero),
        Epoch = 1,
        Agent = "demo",
        Data = data,
    };

    private static StoredEvent Stored(string json) => new(4, "turn.started", Encoding.UTF8.GetBytes(json));

    private static string Text(StoredEvent stored) => Encoding.UTF8.GetString(stored.Utf8.Span);
}
