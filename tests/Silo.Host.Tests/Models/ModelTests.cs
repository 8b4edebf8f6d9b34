using System.Text;
using System.Text.Json;
using Silo.Abstractions.Events;
using Silo.Abstractions.Events.Kinds;
using Silo.Abstractions.Tools;
using Silo.Client.Streams;
using Silo.Client.Transcripts;
using Silo.FakeModel;
using Silo.FakeModel.Delivery;
using Silo.FakeModel.Scripts;
using Silo.Host.Tests.Support;
using Xunit;

namespace Silo.Host.Tests.Models;

/// <summary>The model loop in the real host, against a model server that speaks the providers' protocols.</summary>
public sealed class ModelTests
{
    private const string Content = "first line\nzweite Zeile: äöü\n";

    [Theory]
    [InlineData("anthropic")]
    [InlineData("openai")]
    public async Task Turn_WithToolCalls_WorksOnRealFiles(string protocol)
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(
            Calling("write_file", $$"""{"path":"notes/a.txt","content":{{JsonSerializer.Serialize(Content)}}}""", "I write it."),
            Calling("read_file", """{"path":"notes/a.txt"}""", "I read it back."),
            new FakeReply { Text = "It is there." });
        await using var host = await LiveHost.StartAsync(folder.At("data"), ModelAgents.Write(folder, server));
        var session = await host.Client.CreateAsync(protocol);
        var reading = await RunAsync(session, "Write a file.");

        Assert.Equal(StopReason.EndTurn, Ended(reading).StopReason);
        Assert.Equal(Content, Encoding.UTF8.GetString(await session.GetFileAsync("notes/a.txt")));
        var results = reading.Events.Select(e => e.Data).OfType<ToolResultCompleted>().ToList();
        Assert.Equal([("write_file", ToolStatus.Ok), ("read_file", ToolStatus.Ok)], results.Select(r => (r.Tool, r.Status)));
        Assert.Equal(["I write it.", "I read it back.", "It is there."], Messages(reading));

        // What was read from the disk is what the model was given: the second result is in the third request.
        Assert.Equal([(0, RequestOutcome.Completed), (1, RequestOutcome.Completed), (2, RequestOutcome.Completed)], server.Requests.Select(r => (r.Reply, r.Outcome)));
        Assert.Contains("zweite Zeile: äöü", string.Concat(Strings(JsonElement.Parse(server.Requests[2].Body))), StringComparison.Ordinal);
        Assert.Contains(Text(results[1].Content), Strings(JsonElement.Parse(server.Requests[2].Body)));
    }

    [Theory]
    [InlineData("anthropic")]
    [InlineData("openai")]
    public async Task Turn_RateLimited_SaysSoWaitsAsLongAsAskedAndGoesOn(string protocol)
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(
            new FakeReply { Text = "After all.", Faults = [new FakeFault { Kind = FakeFaultKind.Status, Status = 429, RetryAfter = "2" }] });
        await using var host = await LiveHost.StartAsync(folder.At("data"), ModelAgents.Write(folder, server));
        var reading = await RunAsync(await host.Client.CreateAsync(protocol), "Go.");

        var waiting = reading.Events.Single(e => e.Data is StateWaiting);
        var state = (StateWaiting)waiting.Data;
        Assert.Equal(("rate_limited", 1), (state.Reason, state.Attempt));
        Assert.NotNull(state.RetryAt);
        Assert.InRange(state.RetryAt.Value - waiting.Time, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4));
        var running = reading.Events.Single(e => e.Data is StateRunning);
        Assert.True(running.Sequence > waiting.Sequence && running.Time >= state.RetryAt, "It went on before the time that it had said.");
        Assert.Equal(["After all."], Messages(reading));
        Assert.Equal(StopReason.EndTurn, Ended(reading).StopReason);
        Assert.Equal([429, 200], server.Requests.Select(r => r.Status));
    }

    [Theory]
    [InlineData("anthropic")]
    [InlineData("openai")]
    public async Task Turn_CutInMidMessage_ResetsTheMessageAndNeverSplicesIt(string protocol)
    {
        const int readBefore = 8;
        var text = string.Concat(Enumerable.Range(1, 60).Select(i => $"word{i} "));
        using var folder = new TestFolder();
        await using var server = await StartAsync(
            new FakeReply { Text = text, Gated = true, Faults = [new FakeFault { Kind = FakeFaultKind.Cut, AfterBytes = 6000 }] });
        await using var host = await LiveHost.StartAsync(folder.At("data"), ModelAgents.Write(folder, server));
        var session = await host.Client.CreateAsync(protocol);
        server.Release("*", readBefore);
        var reading = new Reading();
        var reader = session.ReadTurnsAsync(item =>
        {
            reading.Take(item);
            // Only once the reader has text of the first attempt does the server go on, and break.
            if (item is StreamItem.Delta && reading.Texts.Contains($"word{readBefore} ", StringComparison.Ordinal)) server.Open("*");
        });
        await session.PromptAsync("Go.");
        await reader.Within(60, "the turn to end after the cut");

        Assert.Equal(RequestOutcome.Faulted, server.Requests[0].Outcome);
        Assert.InRange(server.Requests[0].TokensSent, readBefore + 1, 59);
        var reset = (MessageReset)reading.Events.Single(e => e.Data is MessageReset).Data;
        Assert.Equal((2, "cut"), (reset.Attempt, reset.Reason));
        Assert.Equal([text], Messages(reading));
        var message = reading.Transcript.Entries.OfType<TranscriptEntry.Message>().Single();
        Assert.Equal((2, TranscriptState.Completed), (message.Attempt, message.State));
        Assert.Contains("word1 ", reading.Texts.Split('\n')[0], StringComparison.Ordinal);
        var fresh = new Reading();
        await session.ReadTurnsAsync(fresh.Take).Within(60, "a fresh reader to have the turn");
        Assert.Equal(fresh.Whole, reading.Whole);
    }

    private static Task<FakeModelServer> StartAsync(params IReadOnlyList<FakeReply> replies) =>
        FakeModelServer.StartAsync(new FakeScript { Conversations = [new FakeConversation { Replies = replies }] });

    private static FakeReply Calling(string tool, string input, string text) =>
        new() { Text = text, Tools = [new FakeToolCall { Name = tool, Input = JsonElement.Parse(input) }] };

    private static async Task<Reading> RunAsync(Silo.Client.Sessions.SessionHandle session, string prompt)
    {
        var reading = new Reading();
        var reader = session.ReadTurnsAsync(reading.Take);
        await session.PromptAsync(prompt);
        await reader.Within(60, "the turn to end");
        return reading;
    }

    private static TurnEnded Ended(Reading reading) => (TurnEnded)reading.Events.Single(e => e.Data is TurnEnded).Data;

    private static IEnumerable<string> Messages(Reading reading) =>
        reading.Events.Select(e => e.Data).OfType<MessageCompleted>().Select(m => Text(m.Blocks));

    private static string Text(IEnumerable<ContentBlock> blocks) => string.Concat(blocks.OfType<TextBlock>().Select(b => b.Text));

    private static IEnumerable<string> Strings(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => [json.GetString()!],
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(p => Strings(p.Value)),
        _ => [],
    };
}
