using System.Text;
using System.Text.Json;
using Silo.Abstractions.Turns;
using Silo.FakeModel.Scripts;
using Xunit;

namespace Silo.Agents.Tests.ModelLoop;

/// <summary>A stream may end at any byte. It is a message only when its last frame came; before that it is an attempt to make again.</summary>
public sealed class CutTests
{
    private static readonly FakeReply Reply = new()
    {
        Thinking = "Hm, ö.",
        Text = "Grüß 🎉 dich",
        Tools = [new FakeToolCall { Name = "shell", Input = JsonElement.Parse("""{"command":"ls ä"}""") }],
        Usage = new FakeUsage { InputTokens = 5, OutputTokens = 7 },
    };

    [Theory]
    [InlineData("anthropic", true)]
    [InlineData("anthropic", false)]
    [InlineData("openai", true)]
    [InlineData("openai", false)]
    public async Task Cut_AtEveryByte_IsNeverAWrongMessage(string provider, bool graceful)
    {
        await using var rig = await Rig.StartAsync(provider, Reply);
        await rig.ProduceAsync();
        var whole = rig.Sink.Lines;
        var stream = await StreamAsync(rig);
        var (before, after) = LastFrameOf(provider, stream);
        for (var bytes = 0; bytes <= stream.Length; bytes++)
            rig.Server.Add(new FakeConversation { Marker = $"<{bytes}>", Replies = [Reply with { Faults = [new FakeFault { Kind = FakeFaultKind.Cut, AfterBytes = bytes, Graceful = graceful }] }] });
        await Parallel.ForEachAsync(Enumerable.Range(0, stream.Length + 1), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken }, async (bytes, ct) =>
        {
            var sink = new RecordingSink();
            var failed = await Record.ExceptionAsync(() => rig.ProduceAsync(rig.Agent, sink, ct, Rig.Said($"<{bytes}>")));
            if (failed is null)
            {
                Assert.True(bytes > before, $"A message after {bytes} bytes, before its last frame at {before}.");
                Assert.Equal(whole, sink.Lines);
                return;
            }

            Assert.True(bytes < after, $"No message after {bytes} bytes, although its last frame ended at {after}.");
            var call = Assert.IsType<ModelCallException>(failed);
            Assert.Equal(("cut", true), (call.Code, call.Retryable));
            for (var block = 0; block < sink.Lines.Count; block++)
                Assert.StartsWith(sink.Lines[block], whole[block], StringComparison.Ordinal);
        });
    }

    private static async Task<byte[]> StreamAsync(Rig rig)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(rig.Server.Address, rig.Provider == "anthropic" ? "v1/messages" : "v1/chat/completions"));
        request.Headers.Add("Authorization", "Bearer " + Rig.Key);
        request.Headers.Add("anthropic-version", "2026-10-21");
        request.Content = new StringContent(rig.Server.Requests[0].Body, Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request, rig.Patience);
        return await response.Content.ReadAsByteArrayAsync(rig.Patience);
    }

    /// <summary>Where the frame begins that ends the message, and where it ends.</summary>
    private static (int Before, int After) LastFrameOf(string provider, byte[] stream)
    {
        var mark = provider == "anthropic" ? "event: message_stop"u8 : "\"finish_reason\":\"tool_calls\""u8;
        var at = stream.AsSpan().IndexOf(mark);
        return (at, at + stream.AsSpan(at).IndexOf("\n\n"u8) + 2);
    }
}
